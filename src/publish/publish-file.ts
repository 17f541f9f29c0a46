import { sha256 } from '../identifier.ts'
import { reach } from '../point.ts'
import type { Bucket } from './bucket.ts'
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

/** Puts a media file that passes through (video, audio, PDF) under the key of its content. */
export const publishFile = async (
  bucket: Bucket,
  bytes: Uint8Array,
  type: MediaType,
): Promise<PublishedFile> => {
  const { contentType, prefix, extension } = type
  const digest = sha256(bytes)
  const key = `${prefix}${digest}${extension}`
  const size = bytes.byteLength
  const headers = immutableHeaders(key, [sourceTag(digest)])
  const stored = (await bucket.put(key, bytes, headers, { kind: 'create' })) === 'stored'
  reach('file-put')
  const file = { key, contentType, size }
  return stored
    ? { kind: 'file', file, uploaded: 1, reused: 0, bytes: size }
    : { kind: 'file', file, uploaded: 0, reused: 1, bytes: 0 }
}
