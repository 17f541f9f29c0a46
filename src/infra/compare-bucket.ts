import { type BucketSettings, type BucketWish, s3api } from './bucket-settings.ts'
import { compareAccess } from './compare-access.ts'
import { compareReading, type Difference, type Expecting } from './difference.ts'
import {
  abortedAfter,
  archivedTo,
  expired,
  moves,
  type Transition,
  wantedTransitions,
} from './lifecycle.ts'

// Days after which what a killed upload left may go; the longest upload takes hours.
const mostAbortDays = 7

/** What of a bucket's settings is not as the academy asks, and as the bucket's readers need. Pure. */
export const compareBucket = (
  wish: BucketWish,
  settings: BucketSettings,
): readonly Difference[] => {
  const { bucket } = wish
  const as: Expecting = (setting, expected, hint) => ({
    place: `bucket ${bucket}`,
    setting,
    expected,
    hint,
  })
  return [
    ...compareReading(
      as(
        'versioning',
        'Enabled',
        `${s3api('put-bucket-versioning', bucket)} --versioning-configuration Status=Enabled`,
      ),
      settings.versioning,
      (status) => (status === 'Enabled' ? null : (status ?? 'never enabled')),
    ),
    ...compareLifecycle(wish, settings, as),
    ...compareReplication(wish, settings, as),
    ...compareAccess(wish, settings, as),
  ]
}

const compareLifecycle = (
  { bucket, prefix }: BucketWish,
  { lifecycle }: BucketSettings,
  as: Expecting,
): readonly Difference[] => {
  const put = `Add to the rules that there are, with \`${s3api('put-bucket-lifecycle-configuration', bucket)}\``
  const rule = (filter: string, rest: object): string =>
    `${put}: ${JSON.stringify({ Status: 'Enabled', Filter: { Prefix: filter }, ...rest })}`
  const compareMove = (wanted: Transition): readonly Difference[] =>
    compareReading(
      as(
        `lifecycle of ${wanted.prefix}`,
        `${wanted.storageClass} after ${wanted.days} days`,
        rule(wanted.prefix, {
          Transitions: [{ Days: wanted.days, StorageClass: wanted.storageClass }],
        }),
      ),
      lifecycle,
      (rules) => (moves(rules, wanted) ? null : 'no such rule'),
    )
  return [
    ...compareReading(
      as(
        'unfinished uploads',
        `removed after ${mostAbortDays} days at most`,
        rule(prefix, { AbortIncompleteMultipartUpload: { DaysAfterInitiation: mostAbortDays } }),
      ),
      lifecycle,
      (rules) => {
        const days = abortedAfter(rules, prefix)
        if (days === null) return 'kept for ever'
        return days <= mostAbortDays ? null : `removed after ${days} days`
      },
    ),
    ...('value' in lifecycle ? wantedTransitions(prefix).flatMap(compareMove) : []),
    ...('value' in lifecycle ? compareHarm(prefix, lifecycle, as) : []),
  ]
}

const compareHarm = (
  prefix: string,
  lifecycle: BucketSettings['lifecycle'],
  as: Expecting,
): readonly Difference[] => [
  ...compareReading(
    as(
      'archived objects',
      'none of what readers are led to',
      'Let the rule name GLACIER_IR, from which objects can be read at once.',
    ),
    lifecycle,
    (rules) => archivedTo(rules, prefix).join(', ') || null,
  ),
  ...compareReading(
    as(
      'expiring objects',
      'none; `gc` removes what nothing refers to',
      'Take `Expiration` out of the rule, or give it another prefix: releases refer to old objects.',
    ),
    lifecycle,
    (rules) => expired(rules, prefix).join(', ') || null,
  ),
]

const compareReplication = (
  { bucket, production }: BucketWish,
  { replication, region }: BucketSettings,
  as: Expecting,
): readonly Difference[] =>
  production
    ? compareReading(
        as(
          'replication',
          'a copy in another region',
          `${s3api('put-bucket-replication', bucket)} --replication-configuration file://replication.json, to a bucket in us-west-2 that is versioned, too.`,
        ),
        'unread' in region ? region : replication,
        (regions) => {
          const own = 'value' in region ? region.value : ''
          if (regions.some((each) => each !== own)) return null
          return regions.length === 0 ? 'no rule' : `copies in ${regions.join(', ')} only`
        },
      )
    : []
