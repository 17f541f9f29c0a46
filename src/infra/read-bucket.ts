import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  type ReplicationRule,
  type LifecycleRule as SdkRule,
} from '@aws-sdk/client-s3'
import { bucketFailure } from '../bucket/bucket-failure.ts'
import { explainS3, statusOf } from '../bucket/s3-failure.ts'
import { openStore, persist, type Store } from '../bucket/s3-store.ts'
import type { S3Place } from '../environment.ts'
import { policyStatements } from './bucket-policy.ts'
import { type BucketSettings, publicBlocks } from './bucket-settings.ts'
import type { Reading } from './difference.ts'
import type { LifecycleRule } from './lifecycle.ts'

/**
 * Asks S3 for the settings of a bucket; what the credentials may not see is left unread.
 * @throws ContentError `BUCKET` where the bucket itself cannot be asked for
 */
export const readBucketSettings = async (place: S3Place): Promise<BucketSettings> => {
  const store = openStore(place)
  const at = { Bucket: place.bucket }
  const { client } = store
  try {
    await persist(store, () => client.send(new ListObjectsV2Command({ ...at, MaxKeys: 1 })))
  } catch (error) {
    throw bucketFailure('ask for', place.bucket, error, explainS3)
  }
  return {
    region: await regionOf(store, place.bucket),
    versioning: await read(
      store,
      null,
      async () => (await client.send(new GetBucketVersioningCommand(at))).Status ?? null,
    ),
    lifecycle: await read(store, [], async () => {
      const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand(at))
      return Rules.filter(({ Status }) => Status === 'Enabled').map(lifecycleRule)
    }),
    replication: await readReplication(store),
    cors: await read(store, [], async () => {
      const { CORSRules = [] } = await client.send(new GetBucketCorsCommand(at))
      return CORSRules.map(({ AllowedMethods = [] }) => ({ methods: AllowedMethods }))
    }),
    encryption: await read(store, null, async () => {
      const { ServerSideEncryptionConfiguration: found } = await client.send(
        new GetBucketEncryptionCommand(at),
      )
      const rule = found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
      const algorithm = rule?.SSEAlgorithm
      return algorithm === undefined ? null : { algorithm, key: rule?.KMSMasterKeyID ?? null }
    }),
    publicBlocks: await read(store, [], async () => {
      const { PublicAccessBlockConfiguration: found = {} } = await client.send(
        new GetPublicAccessBlockCommand(at),
      )
      return publicBlocks.filter((name) => found[name] === true)
    }),
    policy: await read(store, [], async () =>
      policyStatements((await client.send(new GetBucketPolicyCommand(at))).Policy ?? '{}'),
    ),
    publicPolicy: await read(
      store,
      false,
      async () =>
        (await client.send(new GetBucketPolicyStatusCommand(at))).PolicyStatus?.IsPublic === true,
    ),
  }
}

// By these names S3 says that a bucket has no such setting.
const absent = new Set([
  'NoSuchLifecycleConfiguration',
  'ReplicationConfigurationNotFoundError',
  'NoSuchCORSConfiguration',
  'ServerSideEncryptionConfigurationNotFoundError',
  'NoSuchPublicAccessBlockConfiguration',
  'NoSuchBucketPolicy',
])

const read = async <T>(store: Store, none: T, ask: () => Promise<T>): Promise<Reading<T>> => {
  try {
    return { value: await persist(store, ask) }
  } catch (error) {
    const { name } = error as Error
    if (absent.has(name)) return { value: none }
    return { unread: `${name} (${statusOf(error) ?? 'no answer'})` }
  }
}

// Of the oldest region S3 says nothing: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
const regionOf = (store: Store, bucket: string): Promise<Reading<string>> =>
  read(store, '', async () => {
    const { LocationConstraint } = await store.client.send(
      new GetBucketLocationCommand({ Bucket: bucket }),
    )
    return LocationConstraint || 'us-east-1'
  })

const readReplication = async (store: Store): Promise<Reading<readonly string[]>> => {
  const buckets = await read(store, [], async () => {
    const { ReplicationConfiguration: found } = await store.client.send(
      new GetBucketReplicationCommand({ Bucket: store.place.bucket }),
    )
    return (found?.Rules ?? [])
      .filter((rule) => rule.Status === 'Enabled' && copies(rule, store.place.prefix))
      .map(({ Destination }) => (Destination?.Bucket ?? '').split(':').at(-1) ?? '')
  })
  if ('unread' in buckets) return buckets
  const regions: string[] = []
  for (const bucket of buckets.value) {
    const region = await regionOf(store, bucket)
    if ('unread' in region) return { unread: `where ${bucket} is: ${region.unread}` }
    regions.push(region.value)
  }
  return { value: regions }
}

const copies = ({ Filter, Prefix }: ReplicationRule, keys: string): boolean =>
  keys.startsWith(Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? '')

const lifecycleRule = ({
  Filter,
  Prefix,
  AbortIncompleteMultipartUpload,
  Transitions = [],
  Expiration,
}: SdkRule): LifecycleRule => {
  const { And } = Filter ?? {}
  const size = { ...Filter, ...And }
  return {
    prefix: And?.Prefix ?? Filter?.Prefix ?? Prefix ?? '',
    narrowed:
      Filter?.Tag !== undefined ||
      (And?.Tags ?? []).length > 0 ||
      size.ObjectSizeGreaterThan !== undefined ||
      size.ObjectSizeLessThan !== undefined,
    abortDays: AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? null,
    transitions: Transitions.map(({ Days, StorageClass }) => ({
      days: Days ?? null,
      storageClass: StorageClass ?? '',
    })),
    expires: Expiration?.Days !== undefined || Expiration?.Date !== undefined,
  }
}
