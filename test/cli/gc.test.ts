import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ageMarks, changeRowsAt, outdateReleases } from '../crash/garbage.ts'
import { createPublished, filesBelow, hma, hmaJson } from '../support/cli.ts'
import type { TestRepository } from '../support/repository.ts'

const files = {
  'hma-content.yaml': `version: 1
media: { widths: [16], formats: [webp], thumbnail: 16 }
collections: [{ type: article, files: "en/{slug}.md" }]
`,
  'en/wind.md': '# Wind\n\n![Grass](grass.svg) and [the chart](chart.pdf)\n',
  'en/stand.md': '# Stand\n',
  'en/grass.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>',
  'en/chart.pdf': '%PDF-1.4\n%%EOF\n',
}

type Found = {
  readonly objects: number
  readonly releases: number
  readonly removed: number
  readonly mark: readonly string[]
  readonly wait: readonly string[]
  readonly remove: readonly string[]
  readonly unmark: readonly string[]
}

const gc = (source: TestRepository, ...flags: readonly string[]): Promise<Found> =>
  hmaJson(source.directory, ['gc', ...flags])
const change = (source: TestRepository, ...statements: readonly string[]): Promise<void> =>
  changeRowsAt(
    { repository: source.directory, state: join(source.directory, '.hma-content'), variables: {} },
    ...statements,
  )
const stored = async (source: TestRepository): Promise<readonly string[]> => {
  const bucket = join(source.directory, '.hma-content/bucket')
  return [...(await filesBelow(bucket)).keys()]
    .map((path) => path.slice(bucket.length + 1))
    .filter((path) => !path.startsWith('.bucket/'))
}
const verified = async (source: TestRepository): Promise<void> => {
  const run = await hma(source.directory, ['verify', '--read-data'])
  expect(run.code, run.stdout).toBe(0)
}

describe('gc', () => {
  let source: TestRepository
  let before: readonly string[]
  beforeAll(async () => {
    source = await createPublished(files)
    before = await stored(source)
    await source.write({ 'en/wind.md': '# Wind\n\nNo picture any more.\n' })
    await source.remove('en/chart.pdf', 'en/grass.svg')
    await source.commit()
    await hmaJson(source.directory, ['publish'])
  })

  it('keeps all that releases refer to which may have to be live again', async () => {
    expect(await gc(source)).toMatchObject({ releases: 2, mark: [], remove: [] })
  })

  it('shows what it would mark, changes nothing, and marks when told to', async () => {
    await change(source, outdateReleases)
    const first = await gc(source)
    expect(first.mark.map((key) => key.split('/')[0]).toSorted()).toEqual([
      'lessons',
      'releases',
      'releases',
      'renditions',
      'renditions',
    ])
    expect(first).toMatchObject({ wait: [], remove: [], removed: 0, releases: 1 })
    expect(await gc(source)).toEqual(first)
    expect(await gc(source, '--apply')).toEqual(first)
    expect(await gc(source, '--apply')).toMatchObject({ mark: [], wait: first.mark, removed: 0 })
    expect(await stored(source)).toEqual(expect.arrayContaining([...before]))
  })

  it('removes after the grace period what nothing has referred to since, and no more', async () => {
    await change(source, ageMarks)
    const { remove } = await gc(source)
    expect(await gc(source, '--grace', '31')).toMatchObject({ remove: [], wait: remove })
    expect((await gc(source, '--apply')).removed).toBe(remove.length)
    await verified(source)
    expect(await stored(source)).not.toEqual(expect.arrayContaining([...remove]))
    const rows = 'select * from assets.media_library order by original_name'
    const media = await hmaJson(source.directory, ['query', rows])
    expect(media).toMatchObject([
      { original_name: 'en/chart.pdf' },
      { original_name: 'en/grass.svg' },
    ])
  })

  it('takes a file, and what was made from a picture, only after the record of it', async () => {
    const { mark } = await gc(source, '--apply')
    expect(mark.map((key) => key.split('/')[0])).toEqual(['documents', 'images'])
    await change(source, ageMarks)
    expect((await gc(source, '--apply')).removed).toBe(2)
    await verified(source)
    expect(await gc(source)).toMatchObject({ mark: [], wait: [], remove: [] })
    const media = await hmaJson(source.directory, ['query', 'select * from assets.media_library'])
    expect(media).toEqual([])
  })

  it('leaves alone what publishing needs again after it was marked', async () => {
    await source.write({ 'en/stand.md': '---\ndraft: true\n---\n# Stand\n' })
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    await change(source, outdateReleases)
    const { mark } = await gc(source, '--apply')
    await change(source, ageMarks)
    await source.write({ 'en/stand.md': files['en/stand.md'] })
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    const { remove } = await gc(source)
    expect(remove.length).toBeLessThan(mark.length)
    await gc(source, '--apply')
    await verified(source)
  })

  it('does not trust marks of a database that was restored from a backup', async () => {
    const state = join(source.directory, '.hma-content')
    await source.write({ 'en/stand.md': '---\ndraft: true\n---\n# Stand\n' })
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    await change(source, outdateReleases)
    await gc(source, '--apply')
    await change(source, ageMarks)
    await cp(join(state, 'db'), join(state, 'backup'), { recursive: true })
    await source.write({ 'en/stand.md': files['en/stand.md'] })
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    await rm(join(state, 'db'), { recursive: true })
    await cp(join(state, 'backup'), join(state, 'db'), { recursive: true })
    const run = await hma(source.directory, ['gc', '--apply'])
    expect(run.code).toBe(3)
    expect(run.stderr).toContain(
      'REFUSED: The bucket has a release that the database does not know.',
    )
    await hmaJson(source.directory, ['publish'])
    const { wait, removed } = await gc(source, '--apply')
    expect(wait.length).toBeGreaterThan(0)
    expect(removed).toBe(0)
    const rows = await hmaJson(source.directory, [
      'query',
      "select key from pipeline.garbage where marked_at < now() - interval '1 day'",
    ])
    expect(rows).toEqual([])
    await verified(source)
  })
})

describe('gc refuses', () => {
  it('to remove a large part of all objects, unless that is meant', async () => {
    const lessons = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [`en/${n}.md`, `# Lesson ${n}\n`]),
    )
    await using source = await createPublished({ ...files, ...lessons })
    await source.write(Object.fromEntries(Object.keys(lessons).map((path) => [path, '# New\n'])))
    await source.commit()
    await hmaJson(source.directory, ['publish'])
    await change(source, outdateReleases)
    await gc(source, '--apply')
    await change(source, ageMarks)
    const all = await stored(source)
    const run = await hma(source.directory, ['gc', '--apply'])
    expect(run.code).toBe(3)
    expect(run.stderr).toMatch(/REFUSED: This would remove 3\d of \d+ objects\./)
    expect(await stored(source)).toEqual(all)
    expect((await gc(source, '--apply', '--force')).removed).toBeGreaterThan(30)
    await verified(source)
  })

  it('while an object is damaged that tells what a release refers to', async () => {
    await using source = await createPublished(files)
    const [document] = (await stored(source)).filter((key) => key.startsWith('lessons/'))
    await rm(join(source.directory, '.hma-content/bucket', document ?? ''))
    const run = await hma(source.directory, ['gc'])
    expect(run.code).toBe(3)
    expect(run.stderr).toContain(`since \`${document}\` is damaged`)
  })

  it.each(['0', 'a week', '1.5'])('a grace period of %s', async (grace) => {
    await using source = await createPublished({ ...files })
    const run = await hma(source.directory, ['gc', '--grace', grace])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('Expected `--grace` to be a number of days from 1')
  })
})
