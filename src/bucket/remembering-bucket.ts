import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import type { Bucket, ObjectBody, ObjectHeaders, PutOutcome } from './bucket.ts'
import { immutable } from './cache-control.ts'
import type { KnownObject, KnownObjects } from './known-objects.ts'
import { sourceOf } from './object-body.ts'
import { pointerKey } from './object-key.ts'

/** What a remembering bucket is made of. */
export type Remembering = {
  readonly bucket: Bucket
  readonly known: KnownObjects
  /** Mark of headers as the bucket keeps them: another whenever they, or how it stores objects, have changed. */
  readonly mark: (headers: ObjectHeaders) => string
}

/**
 * A bucket that neither puts nor asks for objects that it is known to hold with the same bytes and headers, as far as
 * these never change. What a run has removed or missed is put again by it. Not for use inside a transaction, but to remove.
 */
export const rememberingBucket = (remembering: Remembering): Bucket => {
  const { bucket } = remembering
  const gone = new Set<string>()
  let begun: Promise<void> | null = null
  const missing = <T>(key: string, found: T | null): T | null => {
    if (found === null) gone.add(key)
    return found
  }
  return {
    ...bucket,
    head: async (key) => missing(key, await bucket.head(key)),
    read: async (key) => missing(key, await bucket.read(key)),
    remove: async (keys, ...versions) => {
      for (const key of keys) gone.add(key)
      await bucket.remove(keys, ...versions)
    },
    put: async (key, body, headers, condition) => {
      if (condition.kind !== 'create' || headers.cacheControl !== immutable)
        return await bucket.put(key, body, headers, condition)
      begun ??= begin(remembering).catch((error: unknown) => {
        // Workers live on, and the next put may find the bucket there.
        begun = null
        throw error
      })
      await begun
      return await putImmutable(remembering, gone, { key, body, headers })
    },
  }
}

// Of the other keys the hash is none of the content, or there is none.
const contentHash = /^(?:images|videos|audio|documents|lessons|releases)\/([0-9a-f]{64})[-.]/

/** A bucket that was never met is listed. So is one that points nowhere: it may have lost what it held. */
const begin = async ({ bucket, known }: Remembering): Promise<void> => {
  if ((await known.isBegun()) && (await bucket.head(pointerKey)) !== null) return
  const listed = await bucket.list('')
  await known.begin(
    listed.flatMap((key) => {
      const sha256 = contentHash.exec(key)?.[1]
      return sha256 === undefined ? [] : [{ key, sha256, size: null, headers: null, cacheTags: [] }]
    }),
  )
}

type Put = { readonly key: string; readonly body: ObjectBody; readonly headers: ObjectHeaders }

const putImmutable = async (
  { bucket, known, mark }: Remembering,
  gone: Set<string>,
  { key, body, headers }: Put,
): Promise<PutOutcome> => {
  const { sha256, size } = sourceOf(body)
  const { cacheTags = [] } = headers
  const object = { key, sha256, size, headers: mark(headers), cacheTags }
  const found = gone.has(key) ? null : await known.find(key)
  if (found !== null && isSame(found, object)) return 'exists'
  const outcome =
    found === null ? await bucket.put(key, body, headers, { kind: 'create' }) : 'exists'
  const settled =
    outcome === 'stored' ? outcome : await bringUp({ bucket, mark }, object, { key, body, headers })
  reach('object-put')
  await known.note(object)
  gone.delete(key)
  reach('object-noted')
  return settled
}

const isSame = (found: KnownObject, object: KnownObject): boolean =>
  found.sha256 === object.sha256 &&
  (found.size === null || found.size === object.size) &&
  (found.headers === null || found.headers === object.headers)

/** Has the bucket hold an object that is there, or was, with these bytes and headers. */
const bringUp = async (
  { bucket, mark }: Pick<Remembering, 'bucket' | 'mark'>,
  { sha256, headers: wanted }: KnownObject,
  { key, body, headers }: Put,
): Promise<PutOutcome> => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const there = await bucket.head(key)
    if (there !== null && there.sha256 === sha256 && mark(there) === wanted) return 'exists'
    const condition =
      there === null
        ? ({ kind: 'create' } as const)
        : ({ kind: 'match', etag: there.etag } as const)
    if ((await bucket.put(key, body, headers, condition)) === 'stored') return 'stored'
  }
  throw new ContentError('BUCKET', `Cannot write \`${key}\`: it keeps changing.`, {
    hint: 'Another publisher may be at work; run the command again.',
  })
}
