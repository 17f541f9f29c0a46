import { describe, expect, it } from 'vitest'
import { policyStatements } from '../../src/infra/bucket-policy.ts'
import {
  type BucketSettings,
  type BucketWish,
  publicBlocks,
} from '../../src/infra/bucket-settings.ts'
import { compareBucket } from '../../src/infra/compare-bucket.ts'
import type { LifecycleRule } from '../../src/infra/lifecycle.ts'

const wish: BucketWish = {
  bucket: 'academy',
  prefix: '',
  kmsKey: null,
  distribution: 'E2QWRUHAPOMQZL',
  production: true,
}

const rule = (given: Partial<LifecycleRule>): LifecycleRule => ({
  prefix: '',
  narrowed: false,
  abortDays: null,
  transitions: [],
  expires: false,
  ...given,
})

const rules: readonly LifecycleRule[] = [
  rule({ abortDays: 7 }),
  rule({
    prefix: 'videos/',
    transitions: [
      { days: 90, storageClass: 'STANDARD_IA' },
      { days: 365, storageClass: 'GLACIER_IR' },
    ],
  }),
  rule({ prefix: 'documents/', transitions: [{ days: 180, storageClass: 'STANDARD_IA' }] }),
]

const policy = (statement: object = {}) =>
  policyStatements(
    JSON.stringify({
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::academy/*',
        Condition: {
          StringEquals: { 'aws:SourceArn': 'arn:aws:cloudfront::1:distribution/E2QWRUHAPOMQZL' },
        },
        ...statement,
      },
    }),
  )

const asAsked: BucketSettings = {
  region: { value: 'us-east-1' },
  versioning: { value: 'Enabled' },
  lifecycle: { value: rules },
  replication: { value: ['us-west-2'] },
  cors: { value: [{ methods: ['GET', 'HEAD'] }] },
  encryption: { value: { algorithm: 'aws:kms', key: 'arn:aws:kms:us-east-1:1:key/k1' } },
  publicBlocks: { value: publicBlocks },
  policy: { value: policy() },
  publicPolicy: { value: false },
}

/** `setting: found` of what differs. */
const differences = (settings: Partial<BucketSettings>, other: Partial<BucketWish> = {}) =>
  compareBucket({ ...wish, ...other }, { ...asAsked, ...settings }).map(
    ({ setting, found }) => `${setting}: ${found}`,
  )

const withRule = (given: Partial<LifecycleRule>): Partial<BucketSettings> => ({
  lifecycle: { value: [...rules, rule(given)] },
})

describe('compareBucket', () => {
  it('finds nothing in a bucket that is as it is asked to be', () => {
    expect(differences({})).toEqual([])
  })

  it.each<readonly [string, Partial<BucketSettings>, readonly string[]]>([
    ['no versions', { versioning: { value: null } }, ['versioning: never enabled']],
    ['versions no more', { versioning: { value: 'Suspended' } }, ['versioning: Suspended']],
    [
      'no lifecycle',
      { lifecycle: { value: [] } },
      [
        'unfinished uploads: kept for ever',
        'lifecycle of videos/: no such rule',
        'lifecycle of videos/: no such rule',
        'lifecycle of documents/: no such rule',
      ],
    ],
    [
      'uploads that stay for a month',
      { lifecycle: { value: [...rules.slice(1), rule({ abortDays: 30 })] } },
      ['unfinished uploads: removed after 30 days'],
    ],
    [
      'a rule for some objects only',
      { lifecycle: { value: [...rules.slice(1), rule({ abortDays: 7, narrowed: true })] } },
      ['unfinished uploads: kept for ever'],
    ],
    [
      'objects that cannot be read',
      withRule({ prefix: 'videos/', transitions: [{ days: 400, storageClass: 'DEEP_ARCHIVE' }] }),
      ['archived objects: DEEP_ARCHIVE'],
    ],
    ['objects that are removed', withRule({ expires: true }), ['expiring objects: all keys']],
    [
      'some objects that are removed',
      withRule({ prefix: 'images/', expires: true }),
      ['expiring objects: images/'],
    ],
    ['no copy', { replication: { value: [] } }, ['replication: no rule']],
    [
      'a copy in the same region',
      { replication: { value: ['us-east-1'] } },
      ['replication: copies in us-east-1 only'],
    ],
    ['no CORS', { cors: { value: [] } }, ['CORS: no rule']],
    ['CORS for writing', { cors: { value: [{ methods: ['GET', 'PUT'] }] } }, ['CORS: GET, PUT']],
    ['no encryption', { encryption: { value: null } }, ['encryption: none by default']],
    [
      'encryption without a key of its own',
      { encryption: { value: { algorithm: 'AES256', key: null } } },
      ['encryption: AES256'],
    ],
    [
      'public access',
      { publicBlocks: { value: ['BlockPublicAcls', 'BlockPublicPolicy'] } },
      ['public access: IgnorePublicAcls, RestrictPublicBuckets off'],
    ],
    ['a public policy', { publicPolicy: { value: true } }, ['policy: public']],
    ['no policy', { policy: { value: [] } }, ['policy: no such statement']],
    [
      'a setting that may not be seen',
      { encryption: { unread: 'AccessDenied (403)' } },
      ['encryption: not known: AccessDenied (403)'],
    ],
    [
      'a lifecycle that may not be seen, once',
      { lifecycle: { unread: 'AccessDenied (403)' } },
      ['unfinished uploads: not known: AccessDenied (403)'],
    ],
  ])('tells of %s', (_, settings, expected) => {
    expect(differences(settings)).toEqual(expected)
  })

  it.each([
    [
      'another distribution',
      { Condition: { StringEquals: { 'AWS:SourceArn': 'arn:aws:cloudfront::1:distribution/E1' } } },
    ],
    ['any distribution', { Condition: {} }],
    ['another service', { Principal: { Service: 'ec2.amazonaws.com' } }],
    ['everybody', { Principal: '*' }],
    ['writing alone', { Action: ['s3:PutObject'] }],
    ['other objects', { Resource: 'arn:aws:s3:::academy/other/*' }],
    ['nobody', { Effect: 'Deny' }],
  ])('takes a policy for %s for none', (_, statement) => {
    expect(differences({ policy: { value: policy(statement) } })).toEqual([
      'policy: no such statement',
    ])
  })

  it('asks for rules below the prefix, which rules for more fulfil too', () => {
    const prefix = 'alpha/'
    expect(differences({}, { prefix })).toEqual([
      'lifecycle of alpha/videos/: no such rule',
      'lifecycle of alpha/videos/: no such rule',
      'lifecycle of alpha/documents/: no such rule',
    ])
    const other = withRule({ prefix: 'beta/', expires: true })
    expect(differences(other, { prefix })).toHaveLength(3)
  })

  it('asks for a copy and for what CloudFront needs only where there is reason to', () => {
    const settings = { replication: { value: [] }, policy: { value: [] } }
    expect(differences(settings, { production: false, distribution: null })).toEqual([])
  })

  it.each(['k1', 'arn:aws:kms:us-east-1:1:key/k1'])('knows the configured key by %s', (kmsKey) => {
    expect(differences({}, { kmsKey })).toEqual([])
    expect(differences({}, { kmsKey: `${kmsKey}2` })).toEqual([
      'encryption: aws:kms with arn:aws:kms:us-east-1:1:key/k1',
    ])
  })

  it('says for each difference what to do', () => {
    const bare: BucketSettings = {
      ...asAsked,
      versioning: { value: null },
      lifecycle: { value: [] },
      encryption: { value: null },
    }
    for (const { hint, place } of compareBucket(wish, bare)) {
      expect(place).toBe('bucket academy')
      expect(hint).toContain('aws s3api put-bucket-')
    }
  })
})
