import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { S3Place } from '../environment.ts'
import { ContentError } from '../errors.ts'
import { sha256 } from '../identifier.ts'
import type { Bucket, ObjectHeaders, PutCondition, PutOutcome, StoredObject } from './bucket.ts'
import { reporting } from './bucket-failure.ts'
import { checkedKey } from './object-key.ts'
import { explainS3, statusOf } from './s3-failure.ts'

type Store = { readonly client: S3Client; readonly place: S3Place }

/**
 * A bucket in S3, or on a server that speaks its protocol and knows `If-Match` and `If-None-Match`. The SHA-256 of an
 * object is kept as metadata, since a server's own etag is none, and is checked whenever the object is read.
 */
export const openS3Bucket = (place: S3Place): Bucket => {
  const store = { client: openClient(place), place }
  return {
    put: (key, body, headers, condition) =>
      act('write', key, () => putObject(store, key, body, headers, condition)),
    head: (key) => act('read', key, () => headObject(store, key)),
    read: (key) => act('read', key, () => readObject(store, key)),
    list: (prefix) => act('list', prefix, () => listObjects(store, prefix)),
    remove: async (keys) => {
      for (const key of keys) checkedKey(key)
      for (let at = 0; at < keys.length; at += mostRemoved) {
        const some = keys.slice(at, at + mostRemoved)
        await act('remove', some[0] ?? '', () => removeObjects(store, some))
      }
    },
  }
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
const mostRemoved = 1000

const openClient = ({ endpoint, region }: S3Place): S3Client =>
  new S3Client({
    // Other servers know one name only, and any region.
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true, region: region ?? 'us-east-1' }),
    ...(region === null ? {} : { region }),
    maxAttempts: 5,
    // Where a checksum is not asked for, some servers refuse the one that the SDK would send.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Without `throwOnRequestTimeout` a time-out is a remark on the console, and the request goes on waiting.
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 60_000,
      throwOnRequestTimeout: true,
    },
  })

const act = <T>(verb: string, key: string, work: () => Promise<T>): Promise<T> =>
  reporting(verb, key, work, explainS3)

const at = ({ place }: Store, key: string): { readonly Bucket: string; readonly Key: string } => ({
  Bucket: place.bucket,
  Key: place.prefix + checkedKey(key),
})

// Two conditional writes of one key at the same moment: one of them is told to try again.
const conflictsAllowed = 10

const putObject = async (
  store: Store,
  key: string,
  body: Uint8Array,
  headers: ObjectHeaders,
  condition: PutCondition,
): Promise<PutOutcome> => {
  const refused = condition.kind === 'create' ? 'exists' : 'changed'
  for (let attempt = 0; ; attempt += 1) {
    // The server's etag says nothing about headers, so these are compared here.
    if (condition.kind === 'match' && (await headObject(store, key))?.etag !== condition.etag)
      return refused
    const digest = sha256(body)
    try {
      await store.client.send(
        new PutObjectCommand({
          ...at(store, key),
          Body: body,
          ContentLength: body.byteLength,
          ContentType: headers.contentType,
          CacheControl: headers.cacheControl,
          // With it known beforehand, the bytes are sent as they are, which every server understands.
          ChecksumSHA256: Buffer.from(digest, 'hex').toString('base64'),
          Metadata: { sha256: digest },
          ...(condition.kind === 'create'
            ? { IfNoneMatch: '*' }
            : { IfMatch: condition.etag.slice(0, condition.etag.lastIndexOf('-')) }),
        }),
      )
      return 'stored'
    } catch (error) {
      const status = statusOf(error)
      if (status === 412) return refused
      if (status === 404 && condition.kind === 'match') return refused
      if (status !== 409 || attempt === conflictsAllowed) throw error
    }
  }
}

const headObject = async (store: Store, key: string): Promise<StoredObject | null> => {
  const found = await orNull(store.client.send(new HeadObjectCommand(at(store, key))))
  return found === null ? null : storedObject(key, found, found.ContentLength ?? 0)
}

const readObject: (store: Store, key: string) => ReturnType<Bucket['read']> = async (
  store,
  key,
) => {
  const found = await orNull(store.client.send(new GetObjectCommand(at(store, key))))
  if (found === null) return null
  const body = (await found.Body?.transformToByteArray()) ?? new Uint8Array()
  const object = storedObject(key, found, body.byteLength)
  if (sha256(body) === object.sha256) return { object, body }
  throw new ContentError('BUCKET', `Expected \`${key}\` to hold the bytes of its record`, {
    hint: 'The object was changed or removed behind the bucket. Remove it and publish again.',
  })
}

const storedObject = (
  key: string,
  found: Pick<HeadObjectCommandOutput, 'ETag' | 'ContentType' | 'CacheControl' | 'Metadata'>,
  size: number,
): StoredObject => {
  const digest = found.Metadata?.sha256
  if (digest === undefined) {
    throw new ContentError('BUCKET', `Expected \`${key}\` to say its SHA-256`, {
      hint: 'The object was not written by hma-content. Give it a bucket or a prefix of its own.',
    })
  }
  const contentType = found.ContentType ?? ''
  const cacheControl = found.CacheControl ?? ''
  // RGW knows an object by its etag without the quotes around it only; Amazon takes both.
  const etag = (found.ETag ?? '').replaceAll('"', '')
  const headers = sha256(JSON.stringify([contentType, cacheControl])).slice(0, 16)
  return { key, contentType, cacheControl, size, sha256: digest, etag: `${etag}-${headers}` }
}

const listObjects = async (
  { client, place }: Store,
  prefix: string,
): Promise<readonly string[]> => {
  const keys: string[] = []
  let next: string | undefined
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: place.bucket,
        Prefix: place.prefix + prefix,
        ContinuationToken: next,
      }),
    )
    for (const { Key } of page.Contents ?? []) keys.push((Key ?? '').slice(place.prefix.length))
    next = page.IsTruncated === true ? page.NextContinuationToken : undefined
  } while (next !== undefined)
  return keys.sort()
}

const removeObjects = async ({ client, place }: Store, keys: readonly string[]): Promise<void> => {
  const { Errors: failures = [] } = await client.send(
    new DeleteObjectsCommand({
      Bucket: place.bucket,
      Delete: { Quiet: true, Objects: keys.map((key) => ({ Key: place.prefix + key })) },
    }),
  )
  const [first] = failures
  if (first === undefined) return
  throw new ContentError(
    'BUCKET',
    `Cannot remove ${failures.length} of ${keys.length} objects, \`${first.Key}\` among them: ${first.Message ?? first.Code}`,
  )
}

const orNull = async <T>(request: Promise<T>): Promise<T | null> => {
  try {
    return await request
  } catch (error) {
    if (statusOf(error) === 404 && (error as Error).name !== 'NoSuchBucket') return null
    throw error
  }
}
