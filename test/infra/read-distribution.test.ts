import { afterEach, describe, expect, it } from 'vitest'
import { readDistributionSettings } from '../../src/infra/read-distribution.ts'
import { type CdnKnowledge, type CdnServer, startCdnServer } from '../support/cdn-server.ts'
import { distributionConfig } from '../support/distribution-config.ts'
import { useKeys } from '../support/s3.ts'

const distribution = 'E2QWRUHAPOMQZL'
let server: CdnServer

const start = async (knowledge: CdnKnowledge): Promise<void> => {
  server = await startCdnServer(distribution, knowledge)
  process.env.AWS_ENDPOINT_URL_CLOUDFRONT = server.endpoint
  useKeys({ endpoint: '', accessKeyId: 'key', secretAccessKey: 'not-to-be-shown' })
}
afterEach(() => server.close())

const behavior = {
  viewerProtocol: 'redirect-to-https',
  methods: ['GET', 'HEAD'],
  compresses: true,
}

describe('readDistributionSettings', () => {
  it('reads a distribution, and the TTLs of its cache policies', async () => {
    const policy = { CachePolicyConfig: { MinTTL: 1, DefaultTTL: 604_800, Name: 'long' } }
    await start({ config: distributionConfig('academy'), policies: { long: policy } })
    expect(await readDistributionSettings(distribution)).toEqual({
      enabled: true,
      origins: [{ domain: 'academy.s3.amazonaws.com', path: '', hasAccessControl: true }],
      behaviors: [
        { pattern: '/videos/*', ...behavior, ttl: { value: { least: 0, usual: 86_400 } } },
        { pattern: '/images/*', ...behavior, ttl: { value: { least: 1, usual: 604_800 } } },
        { pattern: '*', ...behavior, ttl: { value: { least: 1, usual: 604_800 } } },
      ],
      cacheTagHeader: 'x-amz-meta-cache-tag',
    })
  })

  it('leaves unread what it cannot see', async () => {
    await start({ config: distributionConfig('academy') })
    const { behaviors } = await readDistributionSettings(distribution)
    expect(behaviors.at(-1)?.ttl).toEqual({ unread: 'NoSuchCachePolicy of the cache policy long' })
  })

  it('says that there is no such distribution', async () => {
    await start({})
    await expect(readDistributionSettings('E0')).rejects.toMatchObject({
      code: 'CDN',
      message: expect.stringContaining('NoSuchDistribution'),
      hint: expect.stringContaining('distribution'),
    })
  })
})
