import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CdnServer, startCdnServer } from '../support/cdn-server.ts'
import { hma, hmaJson } from '../support/cli.ts'
import { createRepository } from '../support/repository.ts'

const distribution = 'E2QWRUHAPOMQZL'
const academy = {
  'hma-content.yaml': `version: 1
collections: [{ type: article, files: "en/{slug}.md" }]
environments: { local: { distribution: "\${DISTRIBUTION}" } }
`,
  'en/wind.md': '# Wind\n',
}

/** What the program is given to tell a server that stands for CloudFront. */
const variablesFor = ({ endpoint }: CdnServer) => ({
  DISTRIBUTION: distribution,
  AWS_ENDPOINT_URL_CLOUDFRONT: endpoint,
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'not-to-be-shown',
})

describe('publish before a CDN', () => {
  it('tells it of each release once, and of one that it could not be told of the next time', async () => {
    const server = await startCdnServer(distribution)
    const variables = variablesFor(server)
    await using source = await createRepository(academy)
    const publish = async (text: string | null, code = 0) => {
      if (text !== null) await source.write({ 'en/wind.md': text })
      if (text !== null) await source.commit()
      const run = await hma(source.directory, ['publish'], variables)
      expect(run.code, run.stderr).toBe(code)
      return run
    }
    const open = () =>
      hmaJson(
        source.directory,
        ['query', 'select 1 as open from pipeline.outbox where done_at is null'],
        variables,
      )
    const references = () => server.accepted().map(({ reference }) => reference)
    await source.commit('Add the first text')
    const plan = () => hma(source.directory, ['plan'], variables)
    expect((await plan()).stdout).toContain('invalidation  1 path, $0.0050 at most')
    await publish('# Wind\n')
    expect((await plan()).stdout).not.toContain('invalidation')
    expect(server.accepted()).toEqual([
      {
        reference: expect.stringMatching(/^hma-content-1-[0-9a-f]{32}$/),
        paths: ['/releases/current.json'],
      },
    ])
    await publish(null)
    expect(server.asked()).toBe(1)
    server.setBusy(true)
    const delayed = await publish('# Wind\n\nIt turns.\n')
    expect(delayed.stderr).toContain(
      'CloudFront was not told: CloudFront has too many invalidations',
    )
    const twice = await publish('# Wind\n\nIt turns at dusk.\n')
    expect(twice.stderr).toContain('CloudFront was not told')
    expect(references()).toHaveLength(1)
    server.setBusy(false)
    await publish(null)
    expect(references()).toEqual([
      expect.stringMatching(/^hma-content-1-/),
      expect.stringMatching(/^hma-content-3-/),
    ])
    expect(await open()).toEqual([])
    const documents = join(source.directory, '.hma-content/bucket/lessons')
    const names = await readdir(documents)
    for (const name of names) await writeFile(join(documents, name), '{}')
    const repaired = await hma(source.directory, ['verify', '--repair'], variables)
    expect(repaired.code, repaired.stderr).toBe(0)
    // Of the live release and of those before it.
    expect(server.accepted().at(-1)?.paths.toSorted()).toEqual(
      names.map((name) => `/lessons/${name}`).toSorted(),
    )
    expect(await open()).toEqual([])
    await server.close()
    const alone = await publish('# Wind\n\nIt rests.\n')
    expect(alone.stderr).toContain('Cannot tell CloudFront of a release')
    expect(alone.stderr + alone.stdout).not.toContain('not-to-be-shown')
    expect(await open()).toEqual([{ open: 1 }])
  })

  it('is told of a document of an earlier release that was altered, which is made anew when it is needed', async () => {
    const server = await startCdnServer(distribution)
    const variables = variablesFor(server)
    await using source = await createRepository(academy)
    const run = async (...args: readonly string[]) => {
      const done = await hma(source.directory, args, variables)
      expect(done.code, done.stderr).toBe(0)
    }
    await source.commit()
    await run('publish')
    const bucket = join(source.directory, '.hma-content/bucket')
    const [document = ''] = await readdir(join(bucket, 'lessons'))
    await source.write({ 'en/wind.md': '# Wind\n\nIt turns.\n' })
    await source.commit()
    await run('publish')
    await writeFile(join(bucket, 'lessons', document), 'altered')
    await run('verify', '--repair')
    expect(server.accepted().at(-1)?.paths).toEqual([`/lessons/${document}`])
    expect(await readdir(join(bucket, 'lessons'))).not.toContain(document)
    await run('rollback', '--previous')
    await run('verify')
    await server.close()
  })
})
