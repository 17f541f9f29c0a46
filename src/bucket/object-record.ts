import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256 } from '../identifier.ts'
import { canonicalJson } from '../json.ts'
import type { ObjectHeaders, ObjectSource, StoredObject } from './bucket.ts'
import { headersText } from './headers-mark.ts'

/** What the file bucket knows about one object; `pending` names its bytes until they lie under the key. */
export type ObjectRecord = ObjectHeaders & {
  readonly size: number
  readonly sha256: string
  readonly etag: string
  readonly pending: string
}

/** A record and its place in the line of records its key has had; the highest generation is the object. */
export type Generation = { readonly number: number; readonly record: ObjectRecord }

/** The record of bytes and headers; the etag is a hash of both. */
export const objectRecord = (
  { size, sha256: digest }: ObjectSource,
  headers: ObjectHeaders,
  pending: string,
): ObjectRecord => {
  const etag = sha256(canonicalJson([digest, headersText(headers)]))
  return { ...headers, size, sha256: digest, etag, pending }
}

/** The record as the bucket's readers see it. */
export const storedObject = (key: string, { record }: Generation): StoredObject => {
  const { pending: _, ...shown } = record
  return { key, ...shown }
}

/** The generations a key's folder holds, ascending; empty where there is no such object. */
export const generations = async (folder: string): Promise<readonly number[]> => {
  const names = await orNull(readdir(folder), 'ENOENT', 'ENOTDIR')
  return (names ?? [])
    .map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0))
    .filter((number) => number > 0)
    .sort((a, b) => a - b)
}

/** The record that counts now, or null. */
export const newestGeneration = async (folder: string): Promise<Generation | null> => {
  for (;;) {
    const number = (await generations(folder)).at(-1)
    if (number === undefined) return null
    const text = await orNull(readFile(recordPath(folder, number), 'utf8'), 'ENOENT')
    // A record that vanished after the listing has been followed by a newer one, or removed.
    if (text !== null) return { number, record: JSON.parse(text) as ObjectRecord }
  }
}

/** Where a generation's record lies in its key's folder. */
export const recordPath = (folder: string, generation: number): string =>
  join(folder, `${generation}.json`)

/** Writes a new file whose bytes are on the disk when this returns; where they cannot be had, there is no file. */
export const writeDurably = async (
  path: string,
  body: string | AsyncIterable<Uint8Array>,
): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  const handle = await open(path, 'wx')
  try {
    await handle.writeFile(body)
    await handle.sync()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

/** The promise's value, or null where it fails with one of the system error codes. */
export const orNull = async <T>(
  promise: Promise<T>,
  ...codes: readonly string[]
): Promise<T | null> => {
  try {
    return await promise
  } catch (error) {
    if (error instanceof Error && 'code' in error && codes.includes(String(error.code))) return null
    throw error
  }
}
