import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3'
import { ContentError } from '../errors.ts'
import { sha256 } from '../identifier.ts'
import type { Bucket, StoredObject } from './bucket.ts'
import { bucketFailure } from './bucket-failure.ts'
import { headersText } from './headers-mark.ts'
import { altered, bytesStored } from './object-body.ts'
import { explainS3, pauseAfter, statusOf } from './s3-failure.ts'
import { at, persist, type Store } from './s3-store.ts'

/** What the server says of an object; null where it has none. */
export const askFor = (store: Store, key: string): Promise<HeadObjectCommandOutput | null> =>
  orNull(store.client.send(new HeadObjectCommand(at(store, key))))

/** An object, by what the server says of it; its bytes are asked for when it is opened. */
export const headObject: (store: Store, key: string) => ReturnType<Bucket['head']> = async (
  store,
  key,
) => {
  const found = await askFor(store, key)
  if (found === null) return null
  const object = storedObject(store, key, found)
  const open = () => bytesOf(store, object, null)
  return { ...object, open: () => bytesStored(key, { ...object, open }) }
}

/** An object with its bytes, by one request. */
export const readObject: (store: Store, key: string) => ReturnType<Bucket['read']> = async (
  store,
  key,
) => {
  const request = () => store.client.send(new GetObjectCommand(at(store, key)))
  const found = await orNull(persist(store, request))
  if (found === null) return null
  const object = storedObject(store, key, found)
  const open = () => bytesOf(store, object, found)
  const chunks: Uint8Array[] = []
  for await (const chunk of bytesStored(key, { ...object, open })) chunks.push(chunk)
  return { object, body: Buffer.concat(chunks) }
}

type Answer = Pick<GetObjectCommandOutput, 'Body'>

/** The bytes of an object, out of an answer where there is one already. Where an answer is cut off, the rest is asked for. */
const bytesOf = async function* (
  store: Store,
  object: StoredObject,
  first: Answer | null,
): AsyncGenerator<Uint8Array> {
  let answer = first
  let from = 0
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { Body = [] } = answer ?? (await askFrom(store, object, from))
      for await (const chunk of Body as AsyncIterable<Uint8Array>) {
        from += chunk.byteLength
        yield chunk
      }
      return
    } catch (error) {
      if (from === object.size) return
      const status = statusOf(error)
      if (status === 404 || status === 412) throw altered(object.key)
      const pause = pauseAfter(attempt, error)
      if (pause === null) throw bucketFailure('read', object.key, error, explainS3)
      await store.wait(pause)
      answer = null
    }
  }
}

const askFrom = (store: Store, { key, etag }: StoredObject, from: number): Promise<Answer> =>
  store.client.send(
    new GetObjectCommand({
      ...at(store, key),
      IfMatch: serverEtag(etag),
      ...(from === 0 ? {} : { Range: `bytes=${from}-` }),
    }),
  )

/** The server's own part of an object's etag. */
export const serverEtag = (etag: string): string => etag.slice(0, etag.lastIndexOf('-'))

type Found = Pick<
  HeadObjectCommandOutput,
  'ContentLength' | 'ETag' | 'ContentType' | 'CacheControl' | 'Metadata'
>

const storedObject = ({ place }: Store, key: string, found: Found): StoredObject => {
  const digest = found.Metadata?.sha256
  if (digest === undefined) {
    throw new ContentError('ALTERED', `Expected \`${key}\` to say its SHA-256`, {
      hint: 'The object was not written by hma-content. Give it a bucket or a prefix of its own.',
    })
  }
  const tags = place.cacheTag === null ? undefined : found.Metadata?.[place.cacheTag]
  const headers = {
    contentType: found.ContentType ?? '',
    cacheControl: found.CacheControl ?? '',
    ...(tags === undefined ? {} : { cacheTags: tags.split(',') }),
  }
  // RGW knows an object by its etag without the quotes around it only; Amazon takes both.
  const etag = (found.ETag ?? '').replaceAll('"', '')
  const mark = sha256(headersText(headers)).slice(0, 16)
  const size = found.ContentLength ?? 0
  return { key, ...headers, size, sha256: digest, etag: `${etag}-${mark}` }
}

const orNull = async <T>(request: Promise<T>): Promise<T | null> => {
  try {
    return await request
  } catch (error) {
    if (statusOf(error) === 404 && (error as Error).name !== 'NoSuchBucket') return null
    throw error
  }
}
