import {
  type CacheBehavior,
  type CloudFrontClient,
  type DefaultCacheBehavior,
  GetCachePolicyCommand,
  GetDistributionConfigCommand,
} from '@aws-sdk/client-cloudfront'
import { cloudfrontClient, cloudfrontFailure } from '../publish/cloudfront-client.ts'
import type { Behavior } from './compare-behaviors.ts'
import type { DistributionSettings } from './compare-distribution.ts'
import type { Reading } from './difference.ts'

/**
 * Asks CloudFront for the settings of a distribution; cache policies that the credentials may not see are left unread.
 * @throws ContentError `CDN` where the distribution itself cannot be asked for
 */
export const readDistributionSettings = async (
  distribution: string,
): Promise<DistributionSettings> => {
  const client = cloudfrontClient()
  const { DistributionConfig: config } = await client
    .send(new GetDistributionConfigCommand({ Id: distribution }))
    .catch((error: unknown) => {
      throw cloudfrontFailure(`ask CloudFront for ${distribution}`, error)
    })
  const { Items: behaviors = [] } = config?.CacheBehaviors ?? {}
  const given = [
    ...behaviors,
    ...(config?.DefaultCacheBehavior === undefined ? [] : [config.DefaultCacheBehavior]),
  ]
  return {
    enabled: config?.Enabled === true,
    origins: (config?.Origins?.Items ?? []).map(
      ({ DomainName, OriginPath, OriginAccessControlId }) => ({
        domain: DomainName ?? '',
        path: OriginPath ?? '',
        hasAccessControl: (OriginAccessControlId ?? '') !== '',
      }),
    ),
    behaviors: await Promise.all(given.map((behavior) => readBehavior(client, behavior))),
    cacheTagHeader: config?.CacheTagConfig?.HeaderName ?? null,
  }
}

const readBehavior = async (
  client: CloudFrontClient,
  behavior: CacheBehavior | DefaultCacheBehavior,
): Promise<Behavior> => ({
  pattern: 'PathPattern' in behavior ? (behavior.PathPattern ?? '*') : '*',
  viewerProtocol: behavior.ViewerProtocolPolicy ?? '',
  methods: behavior.AllowedMethods?.Items ?? ['HEAD', 'GET'],
  compresses: behavior.Compress === true,
  ttl: await readTtl(client, behavior),
})

/** Of a cache policy, or of the behavior itself, as it was before there were policies. */
const readTtl = async (
  client: CloudFrontClient,
  { CachePolicyId, MinTTL = 0, DefaultTTL = 0 }: CacheBehavior | DefaultCacheBehavior,
): Promise<Behavior['ttl']> => {
  if (CachePolicyId === undefined || CachePolicyId === '')
    return { value: { least: MinTTL, usual: DefaultTTL } }
  try {
    const { CachePolicy } = await client.send(new GetCachePolicyCommand({ Id: CachePolicyId }))
    const { MinTTL: least = 0, DefaultTTL: usual = 0 } = CachePolicy?.CachePolicyConfig ?? {}
    return { value: { least, usual } }
  } catch (error) {
    return {
      unread: `${(error as Error).name} of the cache policy ${CachePolicyId}`,
    } satisfies Reading<never>
  }
}
