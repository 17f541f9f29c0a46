import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import type { ObjectBody, ObjectHeaders, PutCondition, PutOutcome } from './bucket.ts'
import { bytesToPut, sourceOf } from './object-body.ts'
import { statusOf } from './s3-failure.ts'
import { largestWhole, sendInParts, type Upload } from './s3-parts.ts'
import { askFor, headObject, serverEtag } from './s3-read.ts'
import { at, persist, type Store } from './s3-store.ts'

/** A put on its way. */
type Put = {
  readonly key: string
  readonly body: ObjectBody
  /** Of the body. */
  readonly size: number
  readonly sha256: string
  readonly headers: ObjectHeaders
  readonly condition: PutCondition
  /** By which the object, once stored, tells that it was this put. */
  readonly id: string
  /** How often it was sent whole. */
  readonly sent: { times: number }
}

// The name under which an object keeps the id of its put.
const putId = 'put-id'

// Two conditional writes of one key at the same moment: one of them is told to try again.
const mostConflicts = 10

/** Puts an object under a condition, however often that has to be tried. */
export const putObject = async (
  store: Store,
  key: string,
  body: ObjectBody,
  headers: ObjectHeaders,
  condition: PutCondition,
): Promise<PutOutcome> => {
  const { size, sha256 } = sourceOf(body)
  const put: Put = {
    key,
    body,
    size,
    sha256,
    headers,
    condition,
    id: randomUUID(),
    sent: { times: 0 },
  }
  for (let conflicts = 1; ; conflicts += 1) {
    try {
      return await putOnce(store, put)
    } catch (error) {
      if (![409, 412].includes(statusOf(error) ?? 0) || conflicts === mostConflicts) throw error
      await store.wait(100 * conflicts * Math.random())
    }
  }
}

const putOnce = async (store: Store, put: Put): Promise<PutOutcome> => {
  const refused = put.condition.kind === 'create' ? 'exists' : 'changed'
  if (!(await persist(store, () => isExpected(store, put)))) return refused
  try {
    if (put.size > largestWhole) await sendInParts(store, uploadOf(store, put))
    else await persist(store, () => sendWhole(store, put))
    return 'stored'
  } catch (error) {
    if (!isRefusal(error, put)) throw error
    // What stands in the way of any attempt but a first may be the put itself, the answer having been lost.
    if (put.sent.times !== 1) {
      const found = await persist(store, () => askFor(store, put.key))
      if (found?.Metadata?.[putId] === put.id) return 'stored'
      if (isUploadGone(error)) throw error
    }
    // A server that refuses though nothing has changed does not know the condition: to write without it would not be safe.
    if (put.condition.kind === 'match' && (await persist(store, () => isExpected(store, put))))
      throw error
    return refused
  }
}

/** What conditions at the server would tell too late, or cannot tell: its etag says nothing about headers. */
const isExpected = async (store: Store, { key, body, condition }: Put): Promise<boolean> => {
  if (condition.kind === 'match') return (await headObject(store, key))?.etag === condition.etag
  // A source may be a file on another server, which is not to be fetched for nothing.
  return body instanceof Uint8Array || (await askFor(store, key)) === null
}

const isRefusal = (error: unknown, { condition }: Put): boolean => {
  if (isUploadGone(error)) return true
  const status = statusOf(error)
  if (status === 404) return condition.kind === 'match' && (error as Error).name !== 'NoSuchBucket'
  return status === 412
}

const isUploadGone = (error: unknown): boolean => (error as Error).name === 'NoSuchUpload'

/** One attempt. What the reading of a source throws ends the request and is thrown here. */
const sendWhole = async (store: Store, put: Put): Promise<void> => {
  const stop = new AbortController()
  const stream =
    put.body instanceof Uint8Array ? null : Readable.from(bytesToPut(put.key, put.body))
  let unread: unknown
  stream?.on('error', (error) => {
    unread = error
    stop.abort()
  })
  const command = new PutObjectCommand({
    ...description(store, put),
    ...at(store, put.key),
    Body: stream ?? (put.body as Uint8Array),
    ContentLength: put.size,
    // With it known beforehand, the bytes are sent as they are, which every server understands.
    ChecksumSHA256: Buffer.from(put.sha256, 'hex').toString('base64'),
    ...conditionOf(put),
  })
  signBytes(command, put.sha256)
  put.sent.times += 1
  try {
    await store.client.send(command, { abortSignal: stop.signal })
  } catch (error) {
    throw unread ?? error
  } finally {
    stream?.destroy()
  }
}

const uploadOf = (store: Store, put: Put): Upload => ({
  key: put.key,
  source: sourceOf(put.body),
  description: description(store, put),
  condition: conditionOf(put),
})

const description = ({ place: { kmsKey, cacheTag } }: Store, { headers, sha256, id }: Put) => {
  const { contentType, cacheControl, cacheTags = [] } = headers
  const isTagged = cacheTag !== null && cacheTags.length > 0
  return {
    ContentType: contentType,
    CacheControl: cacheControl,
    Metadata: { sha256, [putId]: id, ...(isTagged ? { [cacheTag]: cacheTags.join(',') } : {}) },
    ...(kmsKey === null
      ? {}
      : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: kmsKey, BucketKeyEnabled: true }),
  }
}

const conditionOf = ({ condition }: Put): { IfNoneMatch: string } | { IfMatch: string } =>
  condition.kind === 'create' ? { IfNoneMatch: '*' } : { IfMatch: serverEtag(condition.etag) }

/** Signs the bytes by their known hash, so that the server compares them with it and nobody hashes them once more. */
const signBytes = (command: PutObjectCommand, sha256: string): void => {
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> }
      headers['x-amz-content-sha256'] = sha256
      return next(args)
    },
    { step: 'build' },
  )
}
