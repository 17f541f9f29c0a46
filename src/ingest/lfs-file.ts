import type { Finding } from '../diagnostic.ts'
import type { BlobRecord } from '../item.ts'
import { type LfsLimits, type LfsPointer, overLimit } from '../lfs-pointer.ts'

/** What the record of a media file says of a pointer to Git LFS, in its `metadata.lfs`. */
type InLfs = LfsPointer & { readonly limit: keyof LfsLimits }

/** The finding about a media file in Git LFS that is too large to be fetched; null of any other. */
export const tooLargeInLfs = ({ metadata }: BlobRecord, limits: LfsLimits): Finding | null => {
  const file = (metadata.lfs ?? null) as unknown as InLfs | null
  return file === null ? null : overLimit(file, limits[file.limit])
}

/** Whether a media file's record is that of a pointer to Git LFS. */
export const isInLfs = ({ metadata }: BlobRecord): boolean => 'lfs' in metadata
