import { reach } from '../point.ts'
import type { Bucket, ObjectSource } from './bucket.ts'
import type { MediaType } from './media-type.ts'
import { immutableHeaders, sourceTag } from './object-headers.ts'

/** A media file as it lies in the bucket. */
export type FileObject = {
  /** `<prefix>/<SHA-256 of the bytes>.<extension>` */
  readonly key: string
  readonly contentType: string
  readonly size: number
}

/** What publishing a file byte for byte came to; `bytes` counts only what was uploaded now. */
export type PublishedFile = {
  readonly kind: 'file'
  readonly file: FileObject
  readonly uploaded: number
  readonly reused: number
  readonly bytes: number
}

/**
 * Puts a media file that passes through (video, audio, PDF) under the key of its content. Where the bucket has it,
 * the file is not read.
 */
export const publishFile = async (
  bucket: Bucket,
  source: ObjectSource,
  type: MediaType,
): Promise<PublishedFile> => {
  const { contentType, prefix, extension } = type
  const { size } = source
  const key = `${prefix}${source.sha256}${extension}`
  const file = { key, contentType, size }
  const reused = { kind: 'file', file, uploaded: 0, reused: 1, bytes: 0 } as const
  const headers = immutableHeaders(key, [sourceTag(source.sha256)])
  const outcome = await bucket.put(key, source, headers, { kind: 'create' })
  reach('file-put')
  return outcome === 'stored' ? { ...reused, uploaded: 1, reused: 0, bytes: size } : reused
}
