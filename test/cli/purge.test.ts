import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createPublished, filesBelow, filesWith, hma, hmaJson, rowsOf } from '../support/cli.ts'
import type { TestRepository } from '../support/repository.ts'

const files = {
  'hma-content.yaml': `version: 1
source: { languages: [en, es] }
media: { widths: [16], formats: [webp], thumbnail: 16 }
collections:
  - { type: article, files: "en/{slug}.md", translations: "{language}/{slug}.md" }
`,
  'en/wind.md': '# Secret wind\n\nWhispered words. ![Grass](grass.svg) [The chart](chart.pdf)\n',
  'es/wind.md': '# Viento secreto\n\nPalabras susurradas.\n',
  'en/stand.md': '# Stand\n\nSee [wind](wind.md). ![Grass](grass.svg)\n',
  'en/grass.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>',
  'en/chart.pdf': '%PDF-1.4\n%%EOF\n',
}

type Purged = { readonly release: number | null; readonly erased: readonly string[] }

let source: TestRepository
const bucket = (): string => join(source.directory, '.hma-content/bucket')
const stored = async (): Promise<readonly string[]> =>
  [...(await filesBelow(bucket())).keys()]
    .map((path) => path.slice(bucket().length + 1))
    .filter((path) => !path.startsWith('.bucket/'))
const folders = (keys: readonly string[]): readonly string[] =>
  keys.map((key) => key.split('/')[0] ?? '').toSorted()
const verified = async (): Promise<void> => {
  const run = await hma(source.directory, ['verify', '--read-data'])
  expect(run.code, run.stdout + run.stderr).toBe(0)
}
const liveSlugs = async (): Promise<readonly unknown[]> =>
  rowsOf(
    source.directory,
    "select slug from content_mgmt.content_items where status = 'published' order by slug",
  )

/** No trace of the lesson's words is left, in the bucket or in any table that readers see. */
const expectGone = async (): Promise<void> => {
  for (const words of ['Whispered', 'susurradas', 'Secret wind', 'Viento'])
    expect(await filesWith(bucket(), words)).toEqual([])
  expect(await liveSlugs()).toEqual([{ slug: 'stand' }])
  const [row] = await rowsOf(
    source.directory,
    `select title, description, metadata, status::text,
      (select count(*)::int from embeddings.content_embeddings where content_id = item.id) as vectors,
      (select count(*)::int from embeddings.live_chunks where content_id = item.id) as chunks,
      (select count(*)::int from embeddings.words where word ~ 'whisper|susurr') as words,
      (select count(*)::int from content_mgmt.translations where content_id = item.id) as translations,
      (select count(*)::int from pipeline.replaced where was::text ~ 'Secret|Viento') as replaced
     from content_mgmt.content_items as item where slug = 'wind'`,
  )
  expect(row).toEqual({
    title: 'wind',
    description: null,
    metadata: {},
    status: 'archived',
    vectors: 0,
    chunks: 0,
    words: 0,
    translations: 0,
    replaced: 0,
  })
  await verified()
}

describe('purge of an item', () => {
  beforeAll(async () => {
    source = await createPublished(files)
    await source.write({ 'en/wind.md': files['en/wind.md'].replace('words', 'phrases') })
    await source.commit()
    await hmaJson(source.directory, ['publish'])
  })

  it('says what it would erase, and changes nothing', async () => {
    const before = await stored()
    const { erased, release } = await hmaJson<Purged>(source.directory, [
      ...['purge', 'wind', '--reason', 'A person asked', '--dry-run'],
    ])
    expect(release).toBe(null)
    expect([...new Set(folders(erased))]).toEqual([
      ...['documents', 'lessons', 'releases', 'renditions'],
    ])
    expect(await stored()).toEqual(before)
    expect(await liveSlugs()).toEqual([{ slug: 'stand' }, { slug: 'wind' }])
  })

  it('withdraws it at once, and erases what only it consists of, in every version', async () => {
    const all = await stored()
    const { erased, release } = await hmaJson<Purged>(source.directory, [
      ...['purge', 'wind', '--reason', 'A person asked'],
    ])
    expect(release).toBe(3)
    expect(folders(erased)).toEqual([
      'documents',
      ...['lessons', 'lessons', 'lessons'],
      ...folders(erased).filter((folder) => folder === 'releases'),
      'renditions',
    ])
    expect(all).toEqual(expect.arrayContaining([...erased]))
    await expectGone()
    expect(await rowsOf(source.directory, 'select kind, reason from pipeline.decisions')).toEqual([
      { kind: 'purge', reason: 'A person asked' },
    ])
  })

  it('is obeyed by whatever comes after: publish, an edit, a rebuild, a repair, a lost database, gc', async () => {
    await hmaJson(source.directory, ['publish'])
    await expectGone()
    await source.write({ 'en/wind.md': '# Secret wind\n\nWhispered again.\n' })
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    await expectGone()
    await hmaJson(source.directory, ['publish', '--rebuild'])
    await expectGone()
    const [document] = (await stored()).filter((key) => key.startsWith('lessons/'))
    await rm(join(bucket(), document ?? ''))
    await hmaJson(source.directory, ['verify', '--repair'])
    await expectGone()
    await rm(join(source.directory, '.hma-content/db'), { recursive: true })
    await hmaJson(source.directory, ['publish'])
    await expectGone()
    expect((await hma(source.directory, ['gc'])).code).toBe(0)
  })

  it('does nothing more when told again', async () => {
    expect(await hmaJson(source.directory, ['purge', 'wind', '--reason', 'Again'])).toMatchObject({
      release: null,
      erased: [],
    })
    await expectGone()
  })
})

describe('purge of a picture', () => {
  it('says where a damaged record hides what was made from it', async () => {
    const [record = ''] = (await stored()).filter((key) => key.startsWith('renditions/'))
    const [picture = ''] = (await stored()).filter((key) => key.startsWith('images/'))
    const bytes = await readFile(join(bucket(), record))
    await writeFile(join(bucket(), record), 'x')
    const flags = [`/${picture}`, '--reason', 'Shows where a stand is', '--dry-run']
    const { stderr, stdout } = await hma(source.directory, ['purge', ...flags])
    expect(stderr).toContain(`Damaged: ${record}. What only they led to could not be found`)
    expect(stdout).toContain('1 object would be erased.')
    await writeFile(join(bucket(), record), bytes)
  })

  it('takes it out of what shows it, and erases all that was made from it', async () => {
    const [picture = ''] = (await stored()).filter((key) => key.startsWith('images/'))
    const { erased, release } = await hmaJson<Purged>(source.directory, [
      ...['purge', `/${picture}`, '--reason', 'Shows where a stand is'],
    ])
    expect(release).toBeGreaterThan(3)
    expect(folders(erased)).toEqual(['images', 'renditions'])
    expect(folders(await stored())).not.toContain('images')
    await verified()
    await source.write({ 'en/stand.md': '# Stand\n\nStill. ![Grass](grass.svg)\n' })
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    await hmaJson(source.directory, ['publish', '--rebuild'])
    expect(folders(await stored())).not.toContain('images')
    expect(await liveSlugs()).toEqual([{ slug: 'stand' }])
    await verified()
  })
})

describe('purge refuses', () => {
  it('what it cannot find, and to act without a reason', async () => {
    const unknown = await hma(source.directory, ['purge', 'weather', '--reason', 'Why not'])
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('Cannot find an item or an object `weather`.')
    const silent = await hma(source.directory, ['purge', 'stand'])
    expect(silent.code).toBe(2)
    expect(silent.stderr).toContain("required option '--reason <text>' not specified")
  })
})

describe('purge of an item of which a version is staged', () => {
  /** Tables that hold a text in any row. */
  const tablesWith = async (directory: string, words: string): Promise<readonly unknown[]> => {
    const tables = await rowsOf<{ readonly name: string }>(
      directory,
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const counts = tables.map(
      ({ name }) => `select '${name}' as name from ${name} as row where row::text ~ '${words}'`,
    )
    return await rowsOf(directory, counts.join(' union '))
  }

  it('erases what was staged of it, too, and of others nothing', async () => {
    const svg = (width: number) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="30"/>`
    source = await createPublished({ ...files, 'en/tree.svg': svg(50), 'en/rock.svg': svg(60) })
    await source.write({
      'en/wind.md': '# Wind\n\nOverheard names. ![Tree](tree.svg) ![Rock](rock.svg)\n',
      'en/stand.md': '# Stand\n\nUnder it. ![Tree](tree.svg) ![Grass](grass.svg)\n',
    })
    await source.commit()
    await hmaJson(source.directory, ['publish', '--hold'])
    expect(await filesWith(bucket(), 'Overheard')).toHaveLength(1)
    expect(await tablesWith(source.directory, 'Overheard')).toContainEqual({
      name: 'pipeline.rendered_chunks',
    })
    const before = await stored()
    await hmaJson<Purged>(source.directory, ['purge', 'wind', '--reason', 'A person asked'])
    expect(await filesWith(bucket(), 'Overheard')).toEqual([])
    expect(await tablesWith(source.directory, 'Overheard')).toEqual([])
    expect(await filesWith(bucket(), 'Under it')).toHaveLength(1)
    const pictures = (keys: readonly string[]) => keys.filter((key) => key.startsWith('images/'))
    // The rock goes; the tree and the grass are shown by what is staged of another.
    expect(pictures(before)).toHaveLength(3)
    expect(pictures(await stored())).toHaveLength(2)
    expect(await hmaJson(source.directory, ['purge', 'wind', '--reason', 'Again'])).toMatchObject({
      release: null,
      erased: [],
    })
    await hmaJson(source.directory, ['publish'])
    await verified()
  })
})

it('where the repository is behind what is published, purge and pin decide nothing, and diff shows nothing false', async () => {
  await using origin = await createPublished(files)
  const behind = join(origin.directory, '.hma-content', 'behind')
  await origin.git('clone', '--quiet', '.', behind)
  await origin.write({ 'en/wind.md': '# Secret wind\n\nOverheard words.\n' })
  await origin.commit()
  await hmaJson(origin.directory, ['publish'])
  const state = ['--state', join(origin.directory, '.hma-content')]
  const purged = await hma(behind, ['purge', 'wind', '--reason', 'A person asked', ...state])
  const lacking = expect.stringMatching(/REFUSED: The repository here lacks `[0-9a-f]{40}`/)
  expect([purged.code, purged.stderr]).toEqual([3, lacking])
  const pinned = await hma(behind, ['pin', 'wind', '1.0.0', '--reason', 'It was better', ...state])
  expect([pinned.code, pinned.stderr]).toEqual([3, lacking])
  expect(await rowsOf(origin.directory, 'select kind from pipeline.decisions')).toEqual([])
  const compared = await hma(behind, ['diff', 'wind', ...state])
  expect([compared.code, compared.stdout]).toEqual([2, ''])
  expect(compared.stderr).toContain('the repository does not have it')
  expect((await hma(origin.directory, ['diff', 'wind'])).stdout).toContain('+Overheard words.')
  expect((await hma(origin.directory, ['purge', 'wind', '--reason', 'A person asked'])).code).toBe(
    0,
  )
})
