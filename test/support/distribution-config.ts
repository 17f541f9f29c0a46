import type { Xml } from './cdn-server.ts'

/** The configuration of a distribution that serves a bucket as it is asked to; its cache policy is `long`. */
export const distributionConfig = (bucket: string): Xml => {
  const shared = {
    TargetOriginId: 'bucket',
    ViewerProtocolPolicy: 'redirect-to-https',
    AllowedMethods: { Quantity: 2, Items: { Method: ['GET', 'HEAD'] } },
    Compress: true,
  }
  return {
    CallerReference: 'r',
    Origins: {
      Quantity: 1,
      Items: {
        Origin: [
          {
            Id: 'bucket',
            DomainName: `${bucket}.s3.amazonaws.com`,
            OriginPath: '',
            OriginAccessControlId: 'EOAC',
            S3OriginConfig: { OriginAccessIdentity: '' },
          },
        ],
      },
    },
    DefaultCacheBehavior: { ...shared, CachePolicyId: 'long' },
    CacheBehaviors: {
      Quantity: 2,
      Items: {
        CacheBehavior: [
          // As it was before there were cache policies.
          { PathPattern: '/videos/*', ...shared, MinTTL: 0, DefaultTTL: 86_400 },
          { PathPattern: '/images/*', ...shared, CachePolicyId: 'long' },
        ],
      },
    },
    Comment: '',
    Enabled: true,
    CacheTagConfig: { HeaderName: 'x-amz-meta-cache-tag' },
  }
}
