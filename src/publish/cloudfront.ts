import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import { ContentError } from '../errors.ts'
import type { Cdn } from './cdn.ts'

/** A distribution of CloudFront. Credentials come from where all AWS programs take them. */
export const openCloudfront = (distribution: string): Cdn => {
  // CloudFront is one service for all regions and is signed for this one.
  const client = new CloudFrontClient({
    region: 'us-east-1',
    maxAttempts: 5,
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      throwOnRequestTimeout: true,
    },
  })
  return {
    invalidate: async (paths, reference) => {
      try {
        await client.send(
          new CreateInvalidationCommand({
            DistributionId: distribution,
            InvalidationBatch: {
              CallerReference: reference,
              Paths: { Quantity: paths.length, Items: [...paths] },
            },
          }),
        )
        return 'accepted'
      } catch (error) {
        const { name, message } = error as Error
        if (name === 'TooManyInvalidationsInProgress') return 'busy'
        throw new ContentError('CDN', `Cannot tell CloudFront of a release: ${message || name}`, {
          cause: error,
          hint: hints[name] ?? '',
        })
      }
    },
  }
}

const hints: Readonly<Record<string, string>> = {
  NoSuchDistribution: 'See `distribution` in the configuration.',
  AccessDenied: 'The credentials need cloudfront:CreateInvalidation for the distribution.',
  CredentialsProviderError:
    'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or any other source of credentials that the AWS SDK reads.',
}
