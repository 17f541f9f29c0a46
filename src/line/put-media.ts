import type { Config } from '../config.ts'
import type { Connections } from '../connect.ts'
import type { LfsObjects } from '../media/lfs-objects.ts'
import type { RenditionUse } from '../media/publish-image.ts'
import { openRenderer } from '../media/renderer.ts'
import { type MediaOutcome, type MediaSources, publishMedia } from '../publish/publish-media.ts'
import type { Stages } from './stages.ts'

/** What publishing media as a stage of a run needs. */
export type MediaRun = Pick<MediaSources, 'objects'> & {
  readonly connections: Pick<Connections, 'bucket'>
  readonly config: Pick<Config, 'lfs' | 'media' | 'stateDirectory'>
  readonly lfs: LfsObjects
  readonly renditions: RenditionUse
  readonly stages: Stages
  readonly onProgress: (what: string, done: number, total: number) => void
}

/** Puts the media of texts into the bucket, as a stage of its own; the processes that make pictures end with it. */
export const putMedia = async (
  { objects, connections: { bucket }, config, lfs, renditions, stages, onProgress }: MediaRun,
  texts: Parameters<typeof publishMedia>[1],
): Promise<MediaOutcome> => {
  const renderer = openRenderer(config.stateDirectory)
  const sources = {
    objects,
    lfs: { objects: lfs, limits: config.lfs.limits },
    bucket,
    renderer,
    options: config.media,
    renditions,
  }
  return await stages
    .run('media', () =>
      publishMedia(sources, texts, (done, total) => onProgress('media', done, total)),
    )
    .finally(renderer.close)
}
