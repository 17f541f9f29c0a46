import type { VersionRecord } from '../database/load-versions.ts'
import type { BlobStore } from '../ingest/read-blobs.ts'
import { isMediaPath } from '../source/media-path.ts'
import type { ObjectReader } from '../source/objects.ts'
import { resolvePath } from '../source/resolve-path.ts'

/** Where the media of an earlier version is found again. */
export type VersionSources = {
  readonly store: Pick<BlobStore, 'get' | 'read'>
  readonly objects: Pick<ObjectReader, 'lookup'>
}

/** The media that a version refers to, as its commit has it: path → blob. */
export const mediaOf = async (
  { store, objects }: VersionSources,
  reading: string,
  { blob, commit, path }: VersionRecord,
): Promise<Readonly<Record<string, string>>> => {
  await store.read([{ reading, blob }])
  const media: Record<string, string> = {}
  for (const { url } of store.get(reading, blob)?.links ?? []) {
    const target = resolvePath(path, url)?.path ?? ''
    const found = isMediaPath(target) ? await objects.lookup(commit, target) : null
    if (found !== null) media[target] = found
  }
  return media
}
