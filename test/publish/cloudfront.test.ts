import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCloudfront } from '../../src/publish/cloudfront.ts'
import { type CdnServer, startCdnServer } from '../support/cdn-server.ts'
import { useKeys } from '../support/s3.ts'

const distribution = 'E2QWRUHAPOMQZL'
let server: CdnServer
beforeEach(async () => {
  server = await startCdnServer(distribution)
  process.env.AWS_ENDPOINT_URL_CLOUDFRONT = server.endpoint
  useKeys({ endpoint: '', accessKeyId: 'key', secretAccessKey: 'not-to-be-shown' })
})
afterEach(() => server.close())

describe('openCloudfront', () => {
  it('has paths fetched anew, once for each reference', async () => {
    const cdn = openCloudfront(distribution)
    const paths = ['/a%20b', '/c/*', '/d&e']
    expect(await cdn.invalidate(paths, 'release-1')).toBe('accepted')
    expect(await cdn.invalidate(paths, 'release-1')).toBe('accepted')
    expect(server.accepted()).toEqual([{ reference: 'release-1', paths }])
  })

  it('says that no more is taken now', async () => {
    server.setBusy(true)
    expect(await openCloudfront(distribution).invalidate(['/a'], 'release-1')).toBe('busy')
    server.setBusy(false)
    expect(await openCloudfront(distribution).invalidate(['/a'], 'release-1')).toBe('accepted')
  })

  it('says what to do where there is no such distribution, and shows no key', async () => {
    const told = openCloudfront('E0000000000000').invalidate(['/a'], 'release-1')
    const error = await told.catch((failure: unknown) => failure)
    expect(error).toMatchObject({
      code: 'CDN',
      message: expect.stringContaining('NoSuchDistribution'),
      hint: expect.stringContaining('distribution'),
    })
    expect(String(error)).not.toContain('not-to-be-shown')
  })

  it('fails with a code where nothing answers', async () => {
    await server.close()
    await expect(openCloudfront(distribution).invalidate(['/a'], 'r')).rejects.toMatchObject({
      code: 'CDN',
    })
  })
})
