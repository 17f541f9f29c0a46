import { compareReading, type Difference, type Expectation, type Reading } from './difference.ts'

/** What is asked of a distribution. */
export type DistributionWish = {
  readonly distribution: string
  readonly bucket: string
  /** Before every key: empty, or ending in `/`. */
  readonly prefix: string
  /** Name of the metadata that holds cache tags; null where no tags are written. */
  readonly cacheTag: string | null
}

/** How a distribution serves the paths that match a pattern; `*` for those that match no other. */
export type Behavior = {
  readonly pattern: string
  readonly viewerProtocol: string
  readonly methods: readonly string[]
  readonly compresses: boolean
  /** In seconds; `usual` for objects that say nothing themselves. */
  readonly ttl: Reading<{ readonly least: number; readonly usual: number }>
}

/** The settings of a distribution. */
export type DistributionSettings = {
  readonly enabled: boolean
  readonly origins: readonly {
    readonly domain: string
    readonly path: string
    readonly hasAccessControl: boolean
  }[]
  /** In the order in which they are looked at, the one for all other paths last. */
  readonly behaviors: readonly Behavior[]
  readonly cacheTagHeader: string | null
}

// As the academy's plan of its storage has it, in seconds.
const askedTtls = [
  { pattern: '/videos/*', seconds: 86_400 },
  { pattern: '/images/*', seconds: 604_800 },
]
const pointerPath = '/releases/current.json'
// How long the pointer says that it may be kept.
const pointerSeconds = 60

/** What of a distribution's settings is not as the academy asks, and as its readers need. Pure. */
export const compareDistribution = (
  wish: DistributionWish,
  settings: DistributionSettings,
): readonly Difference[] => {
  const as = (setting: string, expected: string, hint: string): Expectation => ({
    place: `distribution ${wish.distribution}`,
    setting,
    expected,
    hint: `${hint} (CloudFront console, or \`aws cloudfront update-distribution --id ${wish.distribution}\`)`,
  })
  const say = (expectation: Expectation, found: string | null): readonly Difference[] =>
    found === null ? [] : [{ ...expectation, found }]
  const { cacheTag } = wish
  const header = `x-amz-meta-${cacheTag}`
  return [
    ...say(as('state', 'enabled', 'General: enable it'), settings.enabled ? null : 'disabled'),
    ...compareOrigin(wish, settings, as),
    ...askedTtls.flatMap(({ pattern, seconds }) => {
      const behavior = settings.behaviors.find((each) => slashed(each.pattern) === pattern)
      const expected = `kept for ${seconds} seconds or longer`
      const expectation = as(
        `behavior for ${pattern}`,
        expected,
        `Behaviors: ${pattern} with a cache policy of that default TTL`,
      )
      if (behavior === undefined) return say(expectation, 'no such behavior')
      return compareReading(expectation, behavior.ttl, ({ usual }) =>
        usual >= seconds ? null : `kept for ${usual} seconds`,
      )
    }),
    ...comparePointer(settings, as),
    ...settings.behaviors.flatMap((behavior) => compareBehavior(behavior, as)),
    ...(cacheTag === null
      ? []
      : say(
          as('cache tags', `read from ${header}`, `CacheTagConfig: HeaderName ${header}`),
          settings.cacheTagHeader?.toLowerCase() === header.toLowerCase()
            ? null
            : (settings.cacheTagHeader ?? 'not read'),
        )),
  ]
}

type As = (setting: string, expected: string, hint: string) => Expectation

const slashed = (pattern: string): string => (/^[*/]/.test(pattern) ? pattern : `/${pattern}`)

const compareOrigin = (
  { bucket, prefix }: DistributionWish,
  { origins }: DistributionSettings,
  as: As,
): readonly Difference[] => {
  const isBucket = (domain: string): boolean =>
    domain.startsWith(`${bucket}.s3.`) || domain.startsWith(`${bucket}.s3-`)
  const origin = origins.find(({ domain }) => isBucket(domain))
  if (origin === undefined) {
    const expectation = as('origin', `the bucket ${bucket}`, 'Origins: the S3 bucket')
    return [{ ...expectation, found: origins.map(({ domain }) => domain).join(', ') || 'none' }]
  }
  const path = prefix === '' ? '' : `/${prefix.slice(0, -1)}`
  const access = as(
    'origin access control',
    'one for S3',
    'Origins: an origin access control that signs requests; an origin access identity reads nothing that KMS encrypts',
  )
  return [
    ...(origin.path === path
      ? []
      : [
          {
            ...as('origin path', path || 'none', 'Origins: the path before every key'),
            found: origin.path || 'none',
          },
        ]),
    ...(origin.hasAccessControl ? [] : [{ ...access, found: 'none' }]),
  ]
}

/** A pointer that is kept for longer than it allows keeps releases from learners. */
const comparePointer = ({ behaviors }: DistributionSettings, as: As): readonly Difference[] => {
  const behavior = behaviors.find(({ pattern }) => matches(pattern, pointerPath))
  const expectation = as(
    `minimum TTL for ${pointerPath}`,
    `${pointerSeconds} seconds at most`,
    'Behaviors: a cache policy with that minimum TTL',
  )
  return behavior === undefined
    ? []
    : compareReading(expectation, behavior.ttl, ({ least }) =>
        least <= pointerSeconds ? null : `${least} seconds`,
      )
}

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
const matches = (pattern: string, path: string): boolean =>
  new RegExp(
    `^${slashed(pattern)
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(path)

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

const compareBehavior = (
  { pattern, viewerProtocol, methods, compresses }: Behavior,
  as: As,
): readonly Difference[] => {
  const where = `behavior for ${pattern}`
  const others = methods.filter((method) => !harmless.has(method))
  const isText = pattern === '*'
  return [
    ...(['redirect-to-https', 'https-only'].includes(viewerProtocol)
      ? []
      : [
          {
            ...as(where, 'redirect-to-https', 'Behaviors: viewer protocol policy'),
            found: viewerProtocol,
          },
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            ...as(where, 'GET and HEAD', 'Behaviors: allowed HTTP methods'),
            found: methods.join(', '),
          },
        ]),
    ...(isText && !compresses
      ? [
          {
            ...as(where, 'objects compressed', 'Behaviors: compress objects automatically'),
            found: 'sent as they are',
          },
        ]
      : []),
  ]
}
