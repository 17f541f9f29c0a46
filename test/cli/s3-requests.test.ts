import { describe, expect, it } from 'vitest'
import { hma, hmaJson } from '../support/cli.ts'
import { type Asked, type Fate, startFaultyS3 } from '../support/faulty-s3.ts'
import { createRepository } from '../support/repository.ts'

const slugs = Array.from({ length: 12 }, (_, at) => `lesson-${at}`)
const textOf = (slug: string): string => `# ${slug}\n\n[The chart](${slug}.pdf)\n`

const academy = (endpoint: string) =>
  createRepository({
    'hma-content.yaml': `version: 1
collections: [{ type: article, files: "en/{slug}.md" }]
environments: { alpha: { database: pglite, bucket: "s3://academy", endpoint: "${endpoint}", cacheTag: cache-tag } }
`,
    ...Object.fromEntries(
      slugs.flatMap((slug) => [
        [`en/${slug}.md`, textOf(slug)],
        [`en/${slug}.pdf`, `%PDF-1.4\n% ${slug}\n%%EOF\n`],
      ]),
    ),
  })

const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }
const about = (asked: readonly Asked[], prefix: string): readonly Asked[] =>
  asked.filter(({ key }) => key.startsWith(prefix))

describe('publish into S3', () => {
  it('puts each object once, and sends no request for any that it knows: not again, and not for a rebuild', async () => {
    await using server = await startFaultyS3(() => 'served')
    await using source = await academy(server.endpoint)
    await source.commit()
    const publish = async (...flags: readonly string[]): Promise<readonly Asked[]> => {
      const before = server.asked.length
      await hmaJson(source.directory, ['publish', '--env', 'alpha', ...flags], keys)
      return server.asked.slice(before)
    }
    await publish()
    expect([...server.stored.values()].every((times) => times === 1)).toBe(true)
    expect([...server.stored.keys()].filter((key) => key.startsWith('lessons/'))).toHaveLength(12)
    expect([...server.stored.keys()].filter((key) => key.startsWith('documents/'))).toHaveLength(12)
    const [document = ''] = [...server.objects.keys()].filter((key) => key.startsWith('lessons/'))
    expect(server.objects.get(document)?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-amz-meta-cache-tag': expect.stringMatching(/^item-[0-9a-f-]{36}$/),
    })

    const nothing = await publish()
    expect(nothing.length).toBeLessThanOrEqual(4)
    expect(nothing.filter(({ what }) => what !== 'GET' && what !== 'GET list-type')).toEqual([])

    const rebuilt = await publish('--rebuild')
    expect(about(rebuilt, 'lessons/')).toEqual([])
    expect(about(rebuilt, 'documents/')).toEqual([])

    await source.write({ 'en/lesson-3.md': `${textOf('lesson-3')}\nAnd the wind.\n` })
    await source.commit()
    const one = await publish()
    expect(about(one, 'lessons/').map(({ what }) => what)).toEqual(['PUT'])
    expect(about(one, 'documents/')).toEqual([])
  })

  it('changes nothing while the server is gone, and goes on where it was when it is back', async () => {
    let fate: Fate = 'served'
    await using server = await startFaultyS3(({ key, what }) =>
      key.startsWith('lessons/') && what === 'PUT' ? fate : 'served',
    )
    await using source = await academy(server.endpoint)
    await source.commit()
    fate = 'denied'
    const run = await hma(source.directory, ['publish', '--env', 'alpha'], keys)
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('BUCKET: Cannot write `lessons/')
    expect(server.objects.has('releases/current.json')).toBe(false)
    const files = [...server.objects.keys()].filter((key) => key.startsWith('documents/'))
    expect(files).toHaveLength(12)
    fate = 'served'
    await hmaJson(source.directory, ['publish', '--env', 'alpha'], keys)
    expect([...server.stored.values()].every((times) => times === 1)).toBe(true)
    const verified = await hma(source.directory, ['verify', '--env', 'alpha'], keys)
    expect(verified, verified.stdout).toMatchObject({ code: 0 })
  })
})
