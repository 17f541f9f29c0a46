import type { Bucket } from '../bucket/bucket.ts'
import type { Decision } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { canonicalJson, type JsonObject } from '../json.ts'
import { severalAtOnce } from '../several-at-once.ts'

// No manifest or document names a key that begins with it, and nothing in front of the bucket may serve it.
const prefix = 'decisions/'

const headers = { contentType: 'application/json', cacheControl: 'private, no-store' }

/** The key of a decision's copy; in the order of keys, decisions are in theirs. */
export const decisionKey = (sequence: number): string =>
  `${prefix}${String(sequence).padStart(10, '0')}.json`

/**
 * Puts a copy of a decision into the bucket; one that is there stays.
 * @throws ContentError `BUCKET` where another decision is there under this number
 */
export const putDecision = async (
  bucket: Pick<Bucket, 'put' | 'read'>,
  decision: Decision,
): Promise<void> => {
  const key = decisionKey(decision.sequence)
  const body = Buffer.from(canonicalJson({ schema: 1, ...decision }))
  if ((await bucket.put(key, body, headers, { kind: 'create' })) === 'stored') return
  const found = await bucket.read(key)
  if (found !== null && Buffer.from(found.body).equals(body)) return
  throw new ContentError('BUCKET', `Expected another decision under \`${key}\`.`, {
    hint: 'Another database has published to this bucket. Give each environment a bucket of its own.',
  })
}

/** Every decision that the bucket has a copy of, in their order. */
export const readDecisions = async (
  bucket: Pick<Bucket, 'list' | 'read'>,
): Promise<readonly Decision[]> => {
  const keys = await bucket.list(prefix)
  return await severalAtOnce(keys, 16, (key) => readDecision(bucket, key))
}

const readDecision = async (bucket: Pick<Bucket, 'read'>, key: string): Promise<Decision> => {
  const found = await bucket.read(key)
  const parsed = parsedObject(found === null ? '' : Buffer.from(found.body).toString())
  if (parsed !== null && parsed.schema === 1 && key === decisionKey(Number(parsed.sequence))) {
    const { schema: _, ...decision } = parsed
    return decision as unknown as Decision
  }
  throw new ContentError('BUCKET', `Cannot read the decision \`${key}\`.`, {
    hint: 'It was altered behind the bucket. Take it back from a backup, or remove it to go on without.',
  })
}

const parsedObject = (text: string): JsonObject | null => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as JsonObject) : null
  } catch {
    return null
  }
}
