import type { Bucket, ObjectBody, ObjectHeaders, PutOutcome } from '../bucket/bucket.ts'
import { ContentError } from '../errors.ts'
import { keysIn } from './release-objects.ts'

/** What is known to be in a bucket, and of it what is damaged. */
export type BucketState = {
  readonly stored: ReadonlySet<string>
  readonly damaged: ReadonlySet<string>
}

/**
 * A bucket as a repair uses it: what is damaged counts as missing, and putting it overwrites it in place, so that readers
 * find no gap. A record of a rendition that names anything that is not whole counts as missing itself.
 */
export const mendingBucket = (bucket: Bucket, { stored, damaged }: BucketState): Bucket => {
  const whole = new Set([...stored].filter((key) => !damaged.has(key)))
  return {
    ...bucket,
    head: async (key) => (whole.has(key) ? await bucket.head(key) : null),
    read: async (key) => {
      const found = whole.has(key) ? await bucket.read(key) : null
      if (found === null || !key.startsWith('renditions/')) return found
      const outputs = keysIn(JSON.parse(Buffer.from(found.body).toString()))
      if (outputs.every((output) => whole.has(output))) return found
      whole.delete(key)
      return null
    },
    put: async (key, body, headers, condition) => {
      if (whole.has(key)) return await bucket.put(key, body, headers, condition)
      const outcome = await replace(bucket, key, body, headers)
      if (outcome === 'stored') whole.add(key)
      return outcome
    },
  }
}

const replace = async (
  bucket: Bucket,
  key: string,
  body: ObjectBody,
  headers: ObjectHeaders,
): Promise<PutOutcome> => {
  const etag = await etagOf(bucket, key)
  const condition =
    etag === null ? ({ kind: 'create' } as const) : ({ kind: 'match', etag } as const)
  return await bucket.put(key, body, headers, condition)
}

/** Null where there is none, or one that the bucket does not know as its own, which is removed. */
const etagOf = async (bucket: Bucket, key: string): Promise<string | null> => {
  try {
    return (await bucket.head(key))?.etag ?? null
  } catch (error) {
    if (!(error instanceof ContentError) || error.code !== 'ALTERED') throw error
    await bucket.remove([key])
    return null
  }
}
