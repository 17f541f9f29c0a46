import { sha256 } from '../identifier.ts'
import { canonicalJson } from '../json.ts'
import type { ObjectHeaders } from './bucket.ts'

/** Headers as one text, which is another whenever any of them is. */
export const headersText = ({ contentType, cacheControl, cacheTags = [] }: ObjectHeaders): string =>
  canonicalJson([contentType, cacheControl, [...cacheTags]])

/**
 * Another whenever the headers are others, as a bucket keeps them: with cache tags under the name that `cacheTag`
 * gives, or without them where it is null.
 */
export const headersMark = (headers: ObjectHeaders, cacheTag: string | null): string => {
  const { cacheTags, ...untagged } = headers
  const kept = cacheTag === null ? untagged : headers
  return sha256(canonicalJson([headersText(kept), cacheTag])).slice(0, 16)
}
