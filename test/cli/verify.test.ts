import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/connect.ts'
import { outdateReleases } from '../crash/garbage.ts'
import { createPublished, hma, hmaJson, pointerOf, rowsOf } from '../support/cli.ts'
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
  readonly mended?: Verified['findings']
}

let source: TestRepository
const bucket = (...path: readonly string[]): string =>
  join(source.directory, '.hma-content/bucket', ...path)
const only = async (folder: string): Promise<string> => (await readdir(bucket(folder)))[0] ?? ''

/** What is found, as `kind subject`; the exit code says whether it is anything. */
const found = async (...flags: readonly string[]): Promise<readonly string[]> => {
  const run = await hma(source.directory, ['verify', '--format', 'json', ...flags])
  expect([0, 1], run.stderr).toContain(run.code)
  const { findings } = JSON.parse(run.stdout) as Verified
  expect(run.code, run.stderr).toBe(findings.length === 0 ? 0 : 1)
  return findings.map(({ kind, subject }) => `${kind} ${subject}`)
}

/** Does harm, looks at what is found, and has it mended: what is live is as before. */
const harmed = async (
  harm: () => Promise<unknown>,
  ...flags: readonly string[]
): Promise<readonly string[]> => {
  const before = await pointerOf(source.directory)
  await harm()
  const findings = await found(...flags)
  const { findings: left, mended } = await hmaJson<Verified>(source.directory, [
    'verify',
    '--repair',
    ...flags,
  ])
  expect(left).toEqual([])
  expect(mended?.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual(findings)
  expect(await found('--read-data')).toEqual([])
  expect((await pointerOf(source.directory))?.root).toBe(before?.root)
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

  it('finds and mends objects that are gone, each by its key', async () => {
    const picture = `images/${await only('images')}`
    const document = `lessons/${await only('lessons')}`
    const { root = '' } = (await pointerOf(source.directory)) ?? {}
    const gone = async () => {
      for (const key of [picture, document, root]) await rm(bucket(key))
    }
    expect(await harmed(() => rm(bucket(picture)))).toEqual([`missing ${picture}`])
    expect(await harmed(gone)).toContain(`missing ${root}`)
  })

  it('finds and mends objects that were altered, media among them where it reads them', async () => {
    const picture = `images/${await only('images')}`
    const document = `lessons/${await only('lessons')}`
    const alter = async () => {
      await appendFile(bucket(picture), 'x')
      await writeFile(bucket(document), '{}')
    }
    expect((await harmed(alter, '--read-data')).toSorted()).toEqual([
      `altered ${picture}`,
      `altered ${document}`,
    ])
  })

  it('finds and mends a pointer that is gone or damaged', async () => {
    const pointer = [expect.stringMatching(/^pointer releases\/[0-9a-f]{64}\.json$/)]
    expect(await harmed(() => rm(bucket('releases/current.json')))).toEqual(pointer)
    expect(await harmed(() => writeFile(bucket('releases/current.json'), '{'))).toEqual(pointer)
  })

  it('finds and puts back the copies of decisions that are gone', async () => {
    expect(await hma(source.directory, ['confirm', '--by', 'ada'])).toMatchObject({ code: 0 })
    expect(await harmed(() => rm(bucket('decisions'), { recursive: true }))).toEqual([
      'decision decisions/0000000001.json',
    ])
    expect(await readFile(bucket('decisions/0000000001.json'), 'utf8')).toContain('"by":"ada"')
  })

  it('finds and mends texts that are live in only one of database and release', async () => {
    const drop = () => changeRows("delete from pipeline.live where language = 'es'")
    expect(await harmed(drop)).toEqual([
      expect.stringMatching(/^unknown [0-9a-f-]{36} \[es\]$/),
      expect.stringMatching(/^stray \d+ chunks$/),
    ])
  })

  it('finds and mends chunks that have no vector, or belong to nothing that is live', async () => {
    const unlink = () => changeRows('update embeddings.live_chunks set embedding_id = null')
    expect(await harmed(unlink)).toEqual([expect.stringMatching(/^vectors \d+ chunks$/)])
    const stray = () =>
      changeRows(`insert into embeddings.live_chunks
        (content_id, language, number, anchor, heading, text, input, input_digest, tokens, chunker, embedding_id)
        select content_id, 'fr', number, anchor, heading, text, input, input_digest, tokens, chunker, embedding_id
        from embeddings.live_chunks where language = 'es'`)
    expect(await harmed(stray)).toEqual([expect.stringMatching(/^stray \d+ chunks$/)])
  })

  it.each([
    [
      'content_items stand',
      "update content_mgmt.content_items set title = 'Blind' where slug = 'stand'",
    ],
    [
      'content_items wind',
      "update content_mgmt.content_items set status = 'archived' where slug = 'wind'",
    ],
    ['translations', "delete from content_mgmt.translations where language_code = 'es'"],
    [
      'redirects article old',
      "insert into content_mgmt.redirects select content_type, 'old', id from content_mgmt.content_items where slug = 'wind'",
    ],
  ])('finds and mends rows that are not what Git says: %s', async (row, sql) => {
    expect(await harmed(() => changeRows(sql))).toEqual([
      expect.stringContaining(`row content_mgmt.${row}`),
    ])
  })

  it('finds and mends live texts whose version Git has not', async () => {
    const invent = () =>
      changeRows(
        `update pipeline.live set version_id = '${'0'.repeat(8)}-0000-0000-0000-000000000000' where language = 'es'`,
      )
    expect(await harmed(invent)).toEqual([expect.stringMatching(/^version [0-9a-f-]{36} \[es\]$/)])
  })

  it('leaves what Git cannot restore, and says why', async () => {
    const blob = await source.git('rev-parse', 'HEAD:en/grass.svg')
    const stored = join(source.directory, '.git/objects', blob.slice(0, 2), blob.slice(2))
    const picture = `images/${await only('images')}`
    const bytes = await readFile(stored)
    await rm(stored)
    await rm(bucket(picture))
    const run = await hma(source.directory, ['verify', '--repair'])
    expect(run.code).toBe(1)
    expect(run.stdout).toContain(`left  missing  ${picture}`)
    expect(run.stderr).toContain('the repository does not have its blob')
    expect(await found()).toEqual([`missing ${picture}`])
    await writeFile(stored, bytes)
    expect(await harmed(async () => {})).toEqual([`missing ${picture}`])
  })

  it('finds a release of a commit that the repository has no more, which nothing mends', async () => {
    const commit = await source.git('rev-parse', 'HEAD')
    await changeRows(`update pipeline.releases set commit = '${'0'.repeat(40)}'`)
    expect(await found()).toEqual([`commit ${'0'.repeat(40)}`])
    expect(await found('--repair')).toEqual([`commit ${'0'.repeat(40)}`])
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

describe('verify of earlier releases', () => {
  const stands = (words: string) => ({ 'en/stand.md': `# Stand\n\n${words}\n` })
  const documentOfStand = async (): Promise<string> => {
    const [row] = await rowsOf(
      source.directory,
      `select document_key from pipeline.live
       join content_mgmt.content_items as item on item.id = content_id where slug = 'stand'`,
    )
    return String(row?.document_key)
  }
  const gc = () => hma(source.directory, ['gc'])
  let first: { readonly root: string; readonly document: string }

  beforeEach(async () => {
    source = await createPublished({ ...files, ...stands('Sit.') })
    first = {
      root: (await pointerOf(source.directory))?.root ?? '',
      document: await documentOfStand(),
    }
    await source.write(stands('Sit still.'))
    await source.commit()
    await hmaJson(source.directory, ['publish'])
  })
  afterEach(() => source.dispose())

  it('finds one that lacks something, and gives it up: it is made again when it is gone back to', async () => {
    expect(await harmed(() => rm(bucket(first.document)))).toEqual([`earlier ${first.root}`])
    expect(await gc()).toMatchObject({ code: 0 })
    const back = await hmaJson(source.directory, ['rollback', '--previous'])
    expect(back).toMatchObject({ way: 'line' })
    expect(await documentOfStand()).toBe(first.document)
    expect(await found('--read-data')).toEqual([])
  })

  it('finds what a publish would count as stored, and has it put by the next that needs it', async () => {
    await changeRows(outdateReleases)
    expect(await harmed(() => rm(bucket(first.document)))).toEqual([`noted ${first.document}`])
    await hmaJson(source.directory, ['rollback', '1'])
    expect(await documentOfStand()).toBe(first.document)
    expect(await found('--read-data')).toEqual([])
  })

  it('gives up all that were in a bucket that is lost, and gc goes on', async () => {
    await rm(bucket(), { recursive: true })
    expect(await gc()).toMatchObject({ code: 3 })
    await hmaJson(source.directory, ['verify', '--repair'])
    expect(await found('--read-data')).toEqual([])
    expect(await gc()).toMatchObject({ code: 0 })
  })
})
