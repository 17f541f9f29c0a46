import { type Behavior, compareBehaviors } from './compare-behaviors.ts'
import { type Difference, difference, type Expecting } from './difference.ts'

/** What is asked of a distribution. */
export type DistributionWish = {
  readonly distribution: string
  readonly bucket: string
  /** Before every key: empty, or ending in `/`. */
  readonly prefix: string
  /** Name of the metadata that holds cache tags; null where no tags are written. */
  readonly cacheTag: string | null
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

/** What of a distribution's settings is not as the academy asks, and as its readers need. Pure. */
export const compareDistribution = (
  wish: DistributionWish,
  settings: DistributionSettings,
): readonly Difference[] => {
  const as: Expecting = (setting, expected, hint) => ({
    place: `distribution ${wish.distribution}`,
    setting,
    expected,
    hint: `${hint} (CloudFront console, or \`aws cloudfront update-distribution --id ${wish.distribution}\`)`,
  })
  return [
    ...difference(
      as('state', 'enabled', 'General: enable it'),
      settings.enabled ? null : 'disabled',
    ),
    ...compareOrigin(wish, settings, as),
    ...compareBehaviors(settings.behaviors, as),
    ...compareTags(wish, settings, as),
  ]
}

const compareOrigin = (
  { bucket, prefix }: DistributionWish,
  { origins }: DistributionSettings,
  as: Expecting,
): readonly Difference[] => {
  const isBucket = (domain: string): boolean =>
    domain.startsWith(`${bucket}.s3.`) || domain.startsWith(`${bucket}.s3-`)
  const origin = origins.find(({ domain }) => isBucket(domain))
  if (origin === undefined) {
    const found = origins.map(({ domain }) => domain).join(', ')
    return difference(
      as('origin', `the bucket ${bucket}`, 'Origins: the S3 bucket'),
      found || 'none',
    )
  }
  const path = prefix === '' ? '' : `/${prefix.slice(0, -1)}`
  return [
    ...difference(
      as('origin path', path || 'none', 'Origins: the path before every key'),
      origin.path === path ? null : origin.path || 'none',
    ),
    ...difference(
      as(
        'origin access control',
        'one for S3',
        'Origins: an origin access control that signs requests; an origin access identity reads nothing that KMS encrypts',
      ),
      origin.hasAccessControl ? null : 'none',
    ),
  ]
}

const compareTags = (
  { cacheTag }: DistributionWish,
  { cacheTagHeader }: DistributionSettings,
  as: Expecting,
): readonly Difference[] => {
  if (cacheTag === null) return []
  const header = `x-amz-meta-${cacheTag}`
  return difference(
    as('cache tags', `read from ${header}`, `CacheTagConfig: HeaderName ${header}`),
    cacheTagHeader?.toLowerCase() === header.toLowerCase() ? null : (cacheTagHeader ?? 'not read'),
  )
}
