import { appendFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/connect.ts'
import { hma } from '../support/cli.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const files = {
  'hma-content.yaml': `version: 1
source: { languages: [en, es] }
media: { widths: [16], formats: [webp], thumbnail: 16 }
collections:
  - { type: article, files: "en/{slug}.md", translations: "{language}/{slug}.md" }
`,
  'en/wind.md': '# Wind\n\n![Grass](grass.svg)\n',
  'es/wind.md': '# Viento\n',
  'en/stand.md': '# Stand\n',
  'en/grass.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>',
}

type Verified = {
  readonly findings: readonly { readonly kind: string; readonly subject: string }[]
  readonly objects: { readonly live: number; readonly others: number }
}

let source: TestRepository
const bucket = (...path: readonly string[]): string =>
  join(source.directory, '.hma-content/bucket', ...path)
const only = async (folder: string): Promise<string> => (await readdir(bucket(folder)))[0] ?? ''

/** What is found, as `kind subject`; the exit code says whether it is anything. */
const found = async (...flags: readonly string[]): Promise<readonly string[]> => {
  const run = await hma(source.directory, ['verify', '--format', 'json', ...flags])
  const { findings } = JSON.parse(run.stdout) as Verified
  expect(run.code, run.stderr).toBe(findings.length === 0 ? 0 : 1)
  return findings.map(({ kind, subject }) => `${kind} ${subject}`)
}

/** Does harm, looks at what is found, and publishes anew from nothing. */
const harmed = async (
  harm: () => Promise<unknown>,
  ...flags: readonly string[]
): Promise<readonly string[]> => {
  await harm()
  const findings = await found(...flags)
  await rm(join(source.directory, '.hma-content/bucket'), { recursive: true })
  expect((await hma(source.directory, ['publish'])).code).toBe(0)
  expect(await found('--read-data')).toEqual([])
  return findings
}

const changeRows = async (sql: string): Promise<void> => {
  const connections = await connect(readConfig({ cwd: source.directory }, {}))
  try {
    await connections.database.query(sql)
  } finally {
    await connections.close()
  }
}

describe('verify', () => {
  beforeAll(async () => {
    source = await createRepository(files)
    await source.commit()
    expect((await hma(source.directory, ['publish'])).code).toBe(0)
  })

  it('finds no difference after a publish, and counts what there is', async () => {
    expect(await found('--read-data')).toEqual([])
    const { stdout } = await hma(source.directory, ['verify'])
    expect(stdout).toMatch(
      /^Release 1: 3 texts, \d+ objects; \d+ other objects? in the bucket, 0 orphans among them; no difference found\.\n$/,
    )
  })

  it('finds objects that are gone, each by its key', async () => {
    const picture = `images/${await only('images')}`
    const document = `lessons/${await only('lessons')}`
    expect(await harmed(() => rm(bucket(picture)))).toEqual([`missing ${picture}`])
    expect(await harmed(() => rm(bucket(document)))).toContain(`missing ${document}`)
  })

  it('finds objects that were altered, media among them where it reads them', async () => {
    const picture = `images/${await only('images')}`
    const document = `lessons/${await only('lessons')}`
    await appendFile(bucket(picture), 'x')
    expect(await found()).toEqual([])
    expect(await found('--read-data')).toEqual([`altered ${picture}`])
    expect(await harmed(() => writeFile(bucket(document), '{}'))).toContain(`altered ${document}`)
  })

  it('finds a pointer that is gone', async () => {
    const gone = () => rm(bucket('releases/current.json'))
    await gone()
    expect(await found()).toEqual([expect.stringMatching(/^pointer releases\/[0-9a-f]{64}\.json$/)])
    await harmed(async () => {})
  })

  it('finds rows and vectors that differ from the release', async () => {
    await changeRows("delete from pipeline.live where language = 'es'")
    await changeRows('update embeddings.live_chunks set embedding_id = null')
    expect(await found()).toEqual([
      expect.stringMatching(/^unknown [0-9a-f-]{36} \[es\]$/),
      expect.stringMatching(/^vectors \d+ chunks$/),
      expect.stringMatching(/^vectors \d+ chunks$/),
    ])
    await rm(join(source.directory, '.hma-content'), { recursive: true })
    expect((await hma(source.directory, ['publish'])).code).toBe(0)
  })

  it('finds a release of a commit that the repository has no more', async () => {
    const commit = await source.git('rev-parse', 'HEAD')
    await changeRows(`update pipeline.releases set commit = '${'0'.repeat(40)}'`)
    expect(await found()).toEqual([`commit ${'0'.repeat(40)}`])
    await changeRows(`update pipeline.releases set commit = '${commit}'`)
    expect(await found()).toEqual([])
  })

  it('refuses where nothing was published', async () => {
    await using empty = await createRepository(files)
    await empty.commit()
    const run = await hma(empty.directory, ['verify'])
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain('Nothing has been published here yet.')
  })
})
