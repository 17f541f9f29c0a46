import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCloudfront } from '../../src/publish/cloudfront.ts'
import { planInvalidation } from '../../src/publish/plan-invalidation.ts'
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
    const cdn = openCloudfront(distribution, false)
    const paths = ['/a%20b', '/c/*', '/d&e']
    expect(await cdn.invalidate(paths, 'release-1')).toBe('accepted')
    expect(await cdn.invalidate(paths, 'release-1')).toBe('accepted')
    expect(server.accepted()).toEqual([{ reference: 'release-1', paths }])
  })

  it('says that no more is taken now', async () => {
    server.setBusy(true)
    expect(await openCloudfront(distribution, false).invalidate(['/a'], 'release-1')).toBe('busy')
    server.setBusy(false)
    expect(await openCloudfront(distribution, false).invalidate(['/a'], 'release-1')).toBe(
      'accepted',
    )
  })

  it('tries again where requests come too fast, and gives up in the end', async () => {
    const cdn = openCloudfront(distribution, false)
    server.throttle(2)
    expect(await cdn.invalidate(['/a'], 'release-1')).toBe('accepted')
    expect(server.asked()).toBe(3)
    server.throttle(100)
    await expect(cdn.invalidate(['/b'], 'release-2')).rejects.toMatchObject({
      code: 'CDN',
      message: expect.stringContaining('Throttling'),
      hint: expect.stringContaining('at once'),
    })
    expect(server.accepted()).toHaveLength(1)
  })

  it('is busy where too many paths are in progress together, until some are done', async () => {
    const cdn = openCloudfront(distribution, true)
    const wildcards = (from: number) => Array.from({ length: 10 }, (_, at) => `/${from + at}/*`)
    expect(await cdn.invalidate(wildcards(0), 'one')).toBe('accepted')
    expect(await cdn.invalidate(wildcards(10), 'two')).toBe('busy')
    server.finish()
    expect(await cdn.invalidate(wildcards(10), 'two')).toBe('accepted')
  })

  it('takes whatever is planned in one request, and tags', async () => {
    const cdn = openCloudfront(distribution, true)
    const keys = Array.from({ length: 5_000 }, (_, at) => `${at % 40}/${at}é?#`)
    const tags = Array.from({ length: 50 }, (_, at) => `item-${at}`)
    for (const [at, forgotten] of [
      { keys, tags },
      { keys: keys.slice(0, 2_950), tags },
    ].entries()) {
      const { items } = planInvalidation(forgotten)
      expect(await cdn.invalidate(items, `plan-${at}`)).toBe('accepted')
      server.finish()
    }
    expect(server.accepted()[1]?.paths).toHaveLength(3_000)
  })

  it('says what to do where there is no such distribution, and shows no key', async () => {
    const told = openCloudfront('E0000000000000', false).invalidate(['/a'], 'release-1')
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
    await expect(openCloudfront(distribution, false).invalidate(['/a'], 'r')).rejects.toMatchObject(
      {
        code: 'CDN',
      },
    )
  })
})
