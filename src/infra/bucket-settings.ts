import type { Statement } from './bucket-policy.ts'
import type { Reading } from './difference.ts'
import type { LifecycleRule } from './lifecycle.ts'

/** What is asked of a bucket. */
export type BucketWish = {
  readonly bucket: string
  /** Before every key: empty, or ending in `/`. */
  readonly prefix: string
  /** Null where objects are encrypted as the bucket does by itself. */
  readonly kmsKey: string | null
  /** Id of the distribution that reads it; null where there is none. */
  readonly distribution: string | null
  /** Whether learners depend on it, so that a copy in another region is asked for. */
  readonly production: boolean
}

/** The settings of a bucket, each null or empty where the bucket has none. */
export type BucketSettings = {
  readonly region: Reading<string>
  readonly versioning: Reading<string | null>
  readonly lifecycle: Reading<readonly LifecycleRule[]>
  /** Regions that enabled rules copy all new objects to. */
  readonly replication: Reading<readonly string[]>
  readonly cors: Reading<readonly { readonly methods: readonly string[] }[]>
  readonly encryption: Reading<{ readonly algorithm: string; readonly key: string | null } | null>
  /** Names of the blocks of public access that are on. */
  readonly publicBlocks: Reading<readonly string[]>
  readonly policy: Reading<readonly Statement[]>
  readonly publicPolicy: Reading<boolean>
}

export const publicBlocks = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const

/** The beginning of a command of the AWS CLI. */
export const s3api = (command: string, bucket: string): string =>
  `aws s3api ${command} --bucket ${bucket}`
