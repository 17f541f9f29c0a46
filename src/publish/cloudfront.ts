import { CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import type { Cdn } from './cdn.ts'
import { cloudfrontClient, cloudfrontFailure } from './cloudfront-client.ts'

/** A distribution of CloudFront; `knowsTags` says whether it is set up to read cache tags. */
export const openCloudfront = (distribution: string, knowsTags: boolean): Cdn => {
  const client = cloudfrontClient()
  return {
    knowsTags,
    invalidate: async (items, reference) => {
      try {
        await client.send(
          new CreateInvalidationCommand({
            DistributionId: distribution,
            InvalidationBatch: {
              CallerReference: reference,
              Paths: { Quantity: items.length, Items: [...items] },
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
