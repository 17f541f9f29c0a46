import type { ObjectHeaders } from '../bucket/bucket.ts'
import type { KnownObject } from '../bucket/known-objects.ts'
import type { Connections } from '../connect.ts'
import {
  distrustListed,
  forgetObjects,
  readKnownObjects,
  writeHeadersDigest,
} from '../database/known-objects.ts'
import { ContentError } from '../errors.ts'
import { immutableHeaders } from '../media/object-headers.ts'
import { severalAtOnce } from '../several-at-once.ts'

/** A bucket as the database knows it. */
export type HeadersPlace = {
  readonly address: string
  /** Of the table of headers as it is now. */
  readonly digest: string
  readonly mark: (headers: ObjectHeaders) => string
}

// Videos are among them, each of which takes some memory.
const atOnce = 4

/**
 * Puts every object again that is stored under other headers than it would be now; returns how many these were. What
 * is gone or altered is left to `verify`.
 */
export const refreshHeaders = async (
  { database, bucket }: Pick<Connections, 'database' | 'bucket'>,
  { address, digest, mark }: HeadersPlace,
): Promise<number> => {
  await distrustListed(database, address)
  const known = await readKnownObjects(database, address, null)
  const old = known.filter(
    ({ key, cacheTags, headers }) => headers !== mark(immutableHeaders(key, cacheTags)),
  )
  const isPut = await severalAtOnce(old, atOnce, (object) => refresh({ database, bucket }, object))
  await writeHeadersDigest(database, address, digest)
  return isPut.filter(Boolean).length
}

/** Whether it had to be put again. */
const refresh = async (
  { database, bucket }: Pick<Connections, 'database' | 'bucket'>,
  { key, cacheTags }: KnownObject,
): Promise<boolean> => {
  try {
    const found = await bucket.head(key)
    if (found === null) {
      await forgetObjects(database, [key])
      return false
    }
    const tags = cacheTags.length > 0 ? cacheTags : (found.cacheTags ?? [])
    const headers = immutableHeaders(key, tags)
    return (await bucket.put(key, found, headers, { kind: 'create' })) === 'stored'
  } catch (error) {
    if (error instanceof ContentError && error.code === 'ALTERED') return false
    throw error
  }
}
