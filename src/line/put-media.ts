import type { Config } from '../config.ts'
import type { Connections } from '../connect.ts'
import type { LfsObjects } from '../media/lfs-objects.ts'
import type { RenditionUse } from '../media/publish-image.ts'
import { openRenderer } from '../media/renderer.ts'
import {
  type MediaOutcome,
  type MediaReference,
  type MediaSources,
  publishMedia,
} from '../publish/publish-media.ts'
import { type MediaShare, shareMedia } from './share-media.ts'
import type { Stages } from './stages.ts'

/** What publishing media as a stage of a run needs. */
export type MediaRun = Pick<MediaSources, 'objects'> & {
  readonly connections: Pick<Connections, 'bucket'>
  readonly config: Pick<Config, 'lfs' | 'media' | 'stateDirectory'>
  readonly lfs: LfsObjects
  readonly renditions: RenditionUse
  readonly stages: Stages
  readonly onProgress: (what: string, done: number, total: number) => void
  /** Where there may be others to do some of it. */
  readonly share?: MediaShare | undefined
}

/**
 * Puts media into the bucket, as a stage of its own; the processes that make pictures end with it. What others have put is found there
 * by the records of it.
 */
export const putMedia = async (
  run: MediaRun,
  files: readonly MediaReference[],
): Promise<MediaOutcome> => {
  const { objects, connections, config, lfs, renditions, stages, onProgress, share } = run
  const { bucket } = connections
  const renderer = openRenderer(config.stateDirectory)
  const sources = {
    objects,
    lfs: { objects: lfs, limits: config.lfs.limits },
    bucket,
    renderer,
    options: config.media,
    renditions,
  }
  const onFile = (done: number, total: number): void => onProgress('media', done, total)
  return await stages
    .run('media', async () => {
      const byOthers = await shareMedia(share, files, onFile)
      const outcome = await publishMedia(sources, files, onFile)
      const { uploaded, reused, bytes } = outcome
      return {
        ...outcome,
        uploaded: uploaded + byOthers.uploaded,
        reused: reused - byOthers.uploaded,
        bytes: bytes + byOthers.bytes,
      }
    })
    .finally(renderer.close)
}
