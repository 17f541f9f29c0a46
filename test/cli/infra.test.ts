import { describe, expect, it } from 'vitest'
import type { Difference } from '../../src/infra/difference.ts'
import { startCdnServer } from '../support/cdn-server.ts'
import { hma, hmaJson } from '../support/cli.ts'
import { distributionConfig } from '../support/distribution-config.ts'
import { createRepository } from '../support/repository.ts'
import { createBucket, strictServer } from '../support/s3.ts'

const distribution = 'E2QWRUHAPOMQZL'
const keys = (given: { readonly accessKeyId: string; readonly secretAccessKey: string }) => ({
  AWS_ACCESS_KEY_ID: given.accessKeyId,
  AWS_SECRET_ACCESS_KEY: given.secretAccessKey,
})
const configuration = (production: string): string => `version: 1
collections: [{ type: article, files: "{slug}.md" }]
environments:
  production: { ${production} }
`

const strict = strictServer()
if (strict !== null) {
  describe('infra check', () => {
    it('tells what differs of a bucket and of its distribution, and changes nothing', async () => {
      const { bucket } = await createBucket(strict)
      const config = distributionConfig(bucket) as Readonly<Record<string, never>>
      await using server = await startCdnServer(distribution, {
        config: { ...config, Enabled: false },
      })
      const place = `bucket: "s3://${bucket}", endpoint: "${strict.endpoint}", cacheTag: cache-tag, distribution: ${distribution}`
      await using source = await createRepository({ 'hma-content.yaml': configuration(place) })
      const variables = { ...keys(strict), AWS_ENDPOINT_URL_CLOUDFRONT: server.endpoint }
      const check = ['infra', 'check', '--env', 'production']
      const found = await hmaJson<readonly Difference[]>(source.directory, check, {
        code: 1,
        ...variables,
      })
      expect(found.map((each) => `${each.place.split(' ')[0]} ${each.setting}`)).toEqual(
        expect.arrayContaining([
          'bucket versioning',
          'bucket unfinished uploads',
          'bucket replication',
          'bucket CORS',
          'bucket public access',
          'bucket policy',
          'distribution state',
        ]),
      )
      const { code, stdout } = await hma(source.directory, check, variables)
      expect(code).toBe(1)
      expect(stdout).toContain(`bucket ${bucket}: versioning
    expected Enabled
    found    never enabled
    aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled
`)
      expect(stdout).toMatch(/\n\d+ differences\.\n$/)
      expect(stdout).not.toContain(strict.secretAccessKey)
      expect(server.accepted()).toEqual([])
    })

    it('cannot compare a bucket that is not there', async () => {
      const place = `bucket: "s3://hma-never-made", endpoint: "${strict.endpoint}"`
      await using source = await createRepository({ 'hma-content.yaml': configuration(place) })
      const run = await hma(
        source.directory,
        ['infra', 'check', '--env', 'production'],
        keys(strict),
      )
      expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('NoSuchBucket')])
    })
  })
}

describe('infra check of a directory', () => {
  it('says that a directory has no settings', async () => {
    await using source = await createRepository({
      'hma-content.yaml': configuration('bucket: "file:bucket"'),
    })
    const run = await hma(source.directory, ['infra', 'check'])
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('is a directory')])
  })
})
