import { describe, expect, it } from 'vitest'
import { openS3Bucket } from '../../src/bucket/s3-bucket.ts'
import { hma, hmaJson } from '../support/cli.ts'
import { createRepository } from '../support/repository.ts'
import { createBucket, strictServer, useKeys } from '../support/s3.ts'

const config = (bucket: string, endpoint: string): string => `version: 1
collections: [{ type: article, files: "en/{slug}.md" }]
environments:
  alpha: { database: pglite, bucket: "s3://${bucket}/academy", endpoint: "${endpoint}" }
`
const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>'

describe('publish into S3 where nobody answers', () => {
  it('says so, and shows no key', async () => {
    await using source = await createRepository({
      'hma-content.yaml': config('academy', 'http://127.0.0.1:1'),
      'en/wind.md': '# Wind\n',
    })
    await source.commit()
    const keys = { AWS_ACCESS_KEY_ID: 'an-id', AWS_SECRET_ACCESS_KEY: 'the-secret' }
    const run = await hma(source.directory, ['publish', '--verbose', '--env', 'alpha'], keys)
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('BUCKET: Cannot ')
    expect(run.stderr + run.stdout).not.toContain('the-secret')
  })
})

const server = strictServer()
if (server !== null) {
  describe('publish into S3', () => {
    it('puts there what readers need, once, and points to it', async () => {
      const place = await createBucket(server)
      await using source = await createRepository({
        'hma-content.yaml': config(place.bucket, server.endpoint),
        'en/wind.md': '# Wind\n\n![Grass](grass.svg)\n',
        'en/grass.svg': picture,
      })
      await source.commit()
      const keys = {
        AWS_ACCESS_KEY_ID: server.accessKeyId,
        AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
      }
      const publish = () => hmaJson(source.directory, ['publish', '--env', 'alpha'], keys)
      await publish()
      useKeys(server)
      const bucket = openS3Bucket({ ...place, prefix: 'academy/' })
      const first = await bucket.list('')
      expect(first.some((key) => key.startsWith('images/'))).toBe(true)
      expect(first.filter((key) => key.startsWith('lessons/'))).toHaveLength(1)
      const pointer = JSON.parse(
        Buffer.from((await bucket.read('releases/current.json'))?.body ?? []).toString(),
      )
      expect(pointer).toMatchObject({ sequence: 1 })
      const root = await bucket.read(pointer.root)
      expect(root?.object).toMatchObject({
        contentType: 'application/json',
        cacheControl: 'public, max-age=31536000, immutable',
      })
      await publish()
      expect(await bucket.list('')).toEqual(first)
      const doctor = await hma(source.directory, ['doctor', '--env', 'alpha'], keys)
      expect(doctor.stdout).toContain(`s3://${place.bucket}/academy/, release 1`)
    })

    it('changes nothing where the keys are wrong, and never shows them', async () => {
      const place = await createBucket(server)
      await using source = await createRepository({
        'hma-content.yaml': config(place.bucket, server.endpoint),
        'en/wind.md': '# Wind\n',
      })
      await source.commit()
      const keys = {
        AWS_ACCESS_KEY_ID: server.accessKeyId,
        AWS_SECRET_ACCESS_KEY: 'not-the-secret',
      }
      const run = await hma(source.directory, ['publish', '--verbose', '--env', 'alpha'], keys)
      expect(run.code).toBe(2)
      expect(run.stderr).toMatch(/BUCKET: Cannot \w+ `.*`: SignatureDoesNotMatch/)
      expect(run.stderr + run.stdout).not.toContain('not-the-secret')
    })
  })
}
