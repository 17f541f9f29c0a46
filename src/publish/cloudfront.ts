import { CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import type { Cdn } from './cdn.ts'
import { cloudfrontClient, cloudfrontFailure } from './cloudfront-client.ts'

/** A distribution of CloudFront. */
export const openCloudfront = (distribution: string): Cdn => {
  const client = cloudfrontClient()
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
        if ((error as Error).name === 'TooManyInvalidationsInProgress') return 'busy'
        throw cloudfrontFailure('tell CloudFront of a release', error)
      }
    },
  }
}
