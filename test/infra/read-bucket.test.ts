import {
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { readBucketSettings } from '../../src/infra/read-bucket.ts'
import {
  anyPlace,
  createBucket,
  type S3Server,
  strictServer,
  useKeys,
  withClient,
} from '../support/s3.ts'

const strict = strictServer()

const placeOn = async (server: S3Server) => {
  useKeys(server)
  return createBucket(server)
}

if (strict !== null) {
  describe('readBucketSettings', () => {
    it('reads a bucket that nothing was set of', async () => {
      const settings = await readBucketSettings(await placeOn(strict))
      expect(settings).toMatchObject({
        versioning: { value: null },
        lifecycle: { value: [] },
        replication: { value: [] },
        cors: { value: [] },
        publicBlocks: { value: [] },
        policy: { value: [] },
        publicPolicy: { value: false },
      })
    })

    it('reads what was set', async () => {
      const place = await placeOn(strict)
      const at = { Bucket: place.bucket }
      await withClient(strict, async (client) => {
        await client.send(
          new PutBucketVersioningCommand({ ...at, VersioningConfiguration: { Status: 'Enabled' } }),
        )
        await client.send(
          new PutBucketLifecycleConfigurationCommand({
            ...at,
            LifecycleConfiguration: {
              Rules: [
                {
                  ID: 'uploads',
                  Status: 'Enabled',
                  Filter: { Prefix: '' },
                  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
                },
                {
                  ID: 'old',
                  Status: 'Enabled',
                  Filter: { And: { Prefix: 'images/', Tags: [{ Key: 'a', Value: 'b' }] } },
                  Expiration: { Days: 30 },
                },
                {
                  ID: 'off',
                  Status: 'Disabled',
                  Filter: { Prefix: 'x/' },
                  Expiration: { Days: 1 },
                },
              ],
            },
          }),
        )
        await client.send(
          new PutBucketCorsCommand({
            ...at,
            CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
          }),
        )
        await client.send(
          new PutBucketPolicyCommand({
            ...at,
            Policy: JSON.stringify({
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: '*',
                  Action: 's3:GetObject',
                  Resource: `arn:aws:s3:::${place.bucket}/*`,
                },
              ],
            }),
          }),
        )
      })
      expect(await readBucketSettings(place)).toMatchObject({
        versioning: { value: 'Enabled' },
        lifecycle: {
          value: expect.arrayContaining([
            { prefix: '', narrowed: false, abortDays: 7, transitions: [], expires: false },
            { prefix: 'images/', narrowed: true, abortDays: null, transitions: [], expires: true },
          ]),
        },
        cors: { value: [{ methods: ['GET'] }] },
        policy: {
          value: [{ allows: true, services: [], actions: ['s3:GetObject'], sources: null }],
        },
        publicPolicy: { value: true },
      })
    })

    it('says that there is no such bucket', async () => {
      const place = { ...(await placeOn(strict)), bucket: 'hma-never-made' }
      await expect(readBucketSettings(place)).rejects.toMatchObject({
        code: 'BUCKET',
        message: expect.stringContaining('NoSuchBucket'),
      })
    })
  })
}

describe('readBucketSettings, where nothing answers', () => {
  it('fails with a code', async () => {
    useKeys({ endpoint: '', accessKeyId: 'a', secretAccessKey: 'b' })
    const place = { bucket: 'academy', endpoint: 'http://127.0.0.1:1', ...anyPlace }
    await expect(readBucketSettings(place)).rejects.toMatchObject({ code: 'BUCKET' })
  })
})
