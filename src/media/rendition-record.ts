import type { Bucket } from '../bucket/bucket.ts'
import { never } from '../bucket/cache-control.ts'
import { ContentError } from '../errors.ts'
import { canonicalJson } from '../json.ts'
import { reach } from '../point.ts'

/** A record of what was made from a file, as it lies in the bucket. */
export type StoredRecord<T> = { readonly record: T; readonly etag: string }

/** The record under a key; null where there is none. @throws ContentError `BUCKET` where it has another form */
export const readRecord = async <T extends { readonly schema: 1 }>(
  bucket: Bucket,
  key: string,
): Promise<StoredRecord<T> | null> => {
  const found = await bucket.read(key)
  if (found === null) return null
  const record = JSON.parse(Buffer.from(found.body).toString()) as T
  if (record.schema === 1) return { record, etag: found.object.etag }
  throw new ContentError('BUCKET', `Expected \`${key}\` to have schema 1, got ${record.schema}`)
}

/**
 * Records what was made, in place of the known record where there is one. Another run may have come first: given back is
 * what is recorded now, which every run after this takes.
 */
export const putRecord = async <T extends { readonly schema: 1 }>(
  bucket: Bucket,
  key: string,
  record: T,
  known: StoredRecord<T> | null,
): Promise<T> => {
  const headers = { contentType: 'application/json', cacheControl: never }
  const condition =
    known === null ? ({ kind: 'create' } as const) : ({ kind: 'match', etag: known.etag } as const)
  const outcome = await bucket.put(key, Buffer.from(canonicalJson(record)), headers, condition)
  reach('rendition-recorded')
  if (outcome === 'stored') return record
  return (await readRecord<T>(bucket, key))?.record ?? record
}
