import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  type ObjectIdentifier,
  type _Error as S3Error,
} from '@aws-sdk/client-s3'
import type { S3Place } from '../environment.ts'
import { ContentError } from '../errors.ts'
import type { Bucket } from './bucket.ts'
import { reporting } from './bucket-failure.ts'
import { collectOften } from './collect-often.ts'
import { checkedKey } from './object-key.ts'
import { explainS3, isPassingCode, pauseOf } from './s3-failure.ts'
import { putObject } from './s3-put.ts'
import { headObject, readObject } from './s3-read.ts'
import { openStore, type Patience, persist, type Store } from './s3-store.ts'
import { listVersions } from './s3-versions.ts'

/**
 * A bucket in S3, or on a server that speaks its protocol and knows `If-Match` and `If-None-Match`. The SHA-256 of an
 * object is kept as metadata, since a server's own etag is none, and is checked whenever the object is read.
 */
export const openS3Bucket = (place: S3Place, patience?: Patience): Bucket => {
  const store = openStore(place, patience)
  return {
    put: (key, body, headers, condition) => {
      collectOften()
      return act('write', key, () => putObject(store, key, body, headers, condition))
    },
    head: (key) => act('read', key, () => persist(store, () => headObject(store, key))),
    read: (key) => act('read', key, () => readObject(store, key)),
    list: (prefix) => act('list', prefix, () => listObjects(store, prefix)),
    remove: async (keys, versions) => {
      for (const key of keys) checkedKey(key)
      const entries =
        versions === 'all'
          ? await act('list', keys[0] ?? '', () => listVersions(store, keys))
          : keys.map((key) => ({ Key: place.prefix + key }))
      for (let from = 0; from < entries.length; from += mostRemoved) {
        const some = entries.slice(from, from + mostRemoved)
        await act('remove', some[0]?.Key ?? '', () => removeObjects(store, some))
      }
    },
  }
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
const mostRemoved = 1000

const act = <T>(verb: string, key: string, work: () => Promise<T>): Promise<T> =>
  reporting(verb, key, work, explainS3)

const listObjects = async (store: Store, prefix: string): Promise<readonly string[]> => {
  const { client, place } = store
  const keys: string[] = []
  let next: string | undefined
  do {
    const command = new ListObjectsV2Command({
      Bucket: place.bucket,
      Prefix: place.prefix + prefix,
      ContinuationToken: next,
    })
    const page = await persist(store, () => client.send(command))
    for (const { Key } of page.Contents ?? []) keys.push((Key ?? '').slice(place.prefix.length))
    next = page.IsTruncated === true ? page.NextContinuationToken : undefined
  } while (next !== undefined)
  return keys.sort()
}

/** Removes some objects; those that the server could not remove now are tried again. */
const removeObjects = async (store: Store, entries: readonly ObjectIdentifier[]): Promise<void> => {
  let left = entries
  for (let attempt = 1; ; attempt += 1) {
    const failures = await removeOnce(store, left)
    if (failures.length === 0) return
    const pause = failures.every(({ Code }) => isPassingCode(Code)) ? pauseOf(attempt) : null
    if (pause === null) throw notRemoved(store, entries.length, failures)
    await store.wait(pause)
    left = failures.map(({ Key, VersionId }) => ({ Key, VersionId }))
  }
}

/** What could not be removed, and why. */
const removeOnce = async (
  store: Store,
  entries: readonly ObjectIdentifier[],
): Promise<readonly S3Error[]> => {
  const { client, place } = store
  const command = new DeleteObjectsCommand({
    Bucket: place.bucket,
    Delete: { Quiet: true, Objects: [...entries] },
  })
  const { Errors = [] } = await persist(store, () => client.send(command))
  return Errors
}

const notRemoved = (
  { place }: Store,
  total: number,
  failures: readonly S3Error[],
): ContentError => {
  const some = failures
    .slice(0, 3)
    .map(({ Key = '', Code }) => `\`${Key.slice(place.prefix.length)}\` (${Code})`)
  const more = failures.length > some.length ? ', …' : ''
  return new ContentError(
    'BUCKET',
    `Cannot remove ${failures.length} of ${total} objects: ${some.join(', ')}${more}`,
    { hint: explainS3({ name: failures[0]?.Code }) },
  )
}
