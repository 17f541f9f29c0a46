import type { ObjectSource } from '../bucket/bucket.ts'
import { bytesToPut, wholeBytes } from '../bucket/object-body.ts'
import type { Finding } from '../diagnostic.ts'
import { ContentError } from '../errors.ts'
import { type LfsLimits, type LfsPointer, overLimit } from '../lfs-pointer.ts'
import { checkMedia } from './check-media.ts'
import type { LfsObjects } from './lfs-objects.ts'
import { wholeMedia } from './media-bytes.ts'
import { isFinding, MediaFailure, mediaFinding } from './media-finding.ts'
import { limitOf, type MediaType } from './media-type.ts'

/** Where files in Git LFS come from, and how large they may be. */
export type LfsSources = { readonly objects: LfsObjects; readonly limits: LfsLimits }

/**
 * A media file in Git LFS as a source, whose reading fails before the last bytes where these are not those of the
 * pointer, or those of a picture that is not to be decoded. A finding where it is too large to be asked for.
 */
export const lfsSource = (
  { objects, limits }: LfsSources,
  path: string,
  type: MediaType,
  pointer: LfsPointer,
): ObjectSource | Finding => {
  const tooLarge = overLimit(pointer, limits[limitOf(type)])
  if (tooLarge !== null) return tooLarge
  const source = {
    size: pointer.size,
    sha256: pointer.oid,
    open: () => objects.read(pointer, 0),
  }
  const checked = { ...source, open: () => bytesToPut(path, source) }
  return type.published === 'original' ? checked : { ...source, open: () => picture(path, checked) }
}

/** A picture, which is held whole anyway. What is published as it is, is looked at on its way into the bucket. */
async function* picture(path: string, source: ObjectSource): AsyncGenerator<Uint8Array> {
  const bytes = await wholeBytes(source)
  const type = checkMedia(path, wholeMedia(bytes))
  if (isFinding(type)) throw new MediaFailure(type)
  yield bytes
}

/** What is wrong with a file in Git LFS where reading it failed; null where something else did. */
export const lfsFault = (error: unknown): Finding | null => {
  if (error instanceof MediaFailure) return error.finding
  if (!(error instanceof ContentError)) return null
  if (error.code === 'BODY_SIZE') return mediaFinding('LFS_SIZE', `${error.message}.`, wrongObject)
  if (error.code === 'BODY_HASH') return mediaFinding('LFS_HASH', `${error.message}.`, wrongObject)
  return null
}

const wrongObject =
  'What Git LFS keeps is not the file that was committed: `git lfs push --all origin` where it is whole (`git lfs fsck` tells).'
