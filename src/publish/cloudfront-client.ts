import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { ContentError } from '../errors.ts'

/** A client of CloudFront. Credentials come from where all AWS programs take them. */
export const cloudfrontClient = (): CloudFrontClient =>
  new CloudFrontClient({
    // CloudFront is one service for all regions and is signed for this one.
    region: 'us-east-1',
    // Refusals because of too many requests are among what is tried again, later each time.
    maxAttempts: 5,
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      throwOnRequestTimeout: true,
    },
  })

const hints: Readonly<Record<string, string>> = {
  Throttling:
    'Too many requests come from this account at once; the next `publish` tells it again.',
  NoSuchDistribution: 'See `distribution` in the configuration.',
  AccessDenied:
    'The credentials need cloudfront:CreateInvalidation for the distribution, and for `infra check` cloudfront:GetDistributionConfig and cloudfront:GetCachePolicy.',
  CredentialsProviderError:
    'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or any other source of credentials that the AWS SDK reads.',
}

/** What CloudFront said instead of doing something, with what to do about it where that is known. */
export const cloudfrontFailure = (act: string, error: unknown): ContentError => {
  const { name, message } = error as Error
  return new ContentError('CDN', `Cannot ${act}: ${message || name}`, {
    cause: error,
    hint: hints[name] ?? '',
  })
}
