import type { ObjectHeaders } from '../bucket/bucket.ts'
import { immutable } from '../bucket/cache-control.ts'
import { ContentError } from '../errors.ts'
import { sha256 } from '../identifier.ts'
import { canonicalJson } from '../json.ts'
import { mediaTypes } from './media-type.ts'

const contentTypes: ReadonlyMap<string, string> = new Map([
  ...Object.values(mediaTypes).map(
    ({ extension, contentType }) => [extension, contentType] as const,
  ),
  ['.avif', 'image/avif'],
  ['.json', 'application/json'],
])

/**
 * The headers of an object that never changes: the type by its key's extension, in our own table, which depends on no
 * machine. The tags name what it was made from.
 */
export const immutableHeaders = (key: string, cacheTags: readonly string[] = []): ObjectHeaders => {
  const contentType = contentTypes.get(/\.\w+$/.exec(key)?.[0] ?? '')
  if (contentType === undefined)
    throw new ContentError(
      'BUCKET',
      `Expected a key with the extension of a known type, got \`${key}\``,
    )
  return { contentType, cacheControl: immutable, ...(cacheTags.length === 0 ? {} : { cacheTags }) }
}

/** Cache tag of everything that says something of one item alone. */
export const itemTag = (id: string): string => `item-${id}`

/** Cache tag of everything made from one file, by the SHA-256 of its bytes. */
export const sourceTag = (sha256: string): string => `source-${sha256}`

/** Another whenever any object of a bucket might get other headers than before. */
export const headersDigest = (cacheTag: string | null): string =>
  sha256(canonicalJson([[...contentTypes].toSorted(), immutable, cacheTag])).slice(0, 16)
