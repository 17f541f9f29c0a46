import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../src/database/database.ts'
import { validateHead } from '../src/line/validate-head.ts'
import { schemaNamed } from './contracts/contracts.ts'
import { schemaProblems } from './contracts/schema-problems.ts'
import { openAcademy } from './properties/academy.ts'
import { moments } from './properties/configuration.ts'
import { foundIn, stateOf } from './properties/published.ts'
import { openTestDatabase } from './support/database.ts'
import { configOf, lesson, openPublisher } from './support/replay.ts'
import { createRepository, type TestRepository } from './support/repository.ts'

const at = (slug: string): string => `content/p/c/${slug}/index.md`
const redirects = 'content/redirects.yaml'
const link = (slug: string, words: string): string => `[${words}](../${slug}/index.md)`

/** A lesson is merged into another, which is renamed afterwards; two others are reworded, one of which links to the merged one. */
const writeCommits = async (source: TestRepository): Promise<readonly string[]> => {
  const commits: string[] = []
  const commit = async (files: Parameters<TestRepository['write']>[0]): Promise<void> => {
    await source.write(files)
    commits.push(await source.commit())
  }
  await commit({
    [at('calls')]: lesson({ title: 'Calls' }),
    [at('thermals')]: lesson({ title: 'Thermals' }, 'Cold air sinks.'),
    [at('wind')]: lesson({ title: 'Wind' }, 'Warm air rises.'),
    [at('stands')]: lesson({ title: 'Stands' }, link('thermals', 'Thermals')),
  })
  await source.remove(at('thermals'))
  await commit({ [redirects]: 'p/c/thermals: p/c/wind\np/c/older: p/c/thermals\n' })
  await source.move(at('wind'), at('air'))
  await commit({})
  await commit({ [at('stands')]: lesson({ title: 'Stands' }, `${link('thermals', 'Thermals')}!`) })
  await commit({ [at('calls')]: lesson({ title: 'Calls' }, 'Call softly.') })
  return commits
}

describe('redirects.yaml', () => {
  let database: Database

  beforeAll(async () => {
    database = await openTestDatabase()
    return () => database.close()
  })

  it('gives the same redirects and documents commit by commit, at once and rebuilt', async () => {
    await using source = await createRepository()
    const commits = await writeCommits(source)
    const written = { ...source, ids: commits }
    const head = commits.at(-1) ?? ''

    await using stepwise = await openAcademy(written, database)
    const found: (readonly string[])[] = []
    for (const commit of commits) {
      await stepwise.publish(commit, moments.end)
      found.push((await foundIn(stepwise)).redirects)
    }
    const [air] = await database.query<{ id: string }>(
      `select id from content_mgmt.content_items where slug = 'p/c/air'`,
    )
    const to = (slug: string): string => `lesson ${slug} ${air?.id}`
    const merged = [to('p/c/older'), to('p/c/thermals')]
    const renamed = [...merged, to('p/c/wind')]
    expect(found).toEqual([[], merged, renamed, renamed, renamed])
    // The last push alone is one that no redirect has a part in.
    expect(stepwise.rewordings()).toBe(1)
    const inSteps = await stateOf(stepwise)

    await stepwise.publish(head, moments.end, 'rebuild')
    expect(await stateOf(stepwise)).toEqual(inSteps)
    await using atOnce = await openAcademy(written, database)
    await atOnce.publish(head, moments.end)
    expect(await stateOf(atOnce)).toEqual(inSteps)
  })

  it('is the only source of redirects where history is not read', async () => {
    const config = configOf(`
source: { history: head }
collections: [{ type: article, files: '{slug}.md' }, { type: video, files: '{slug}.mdx' }]
`)
    await using source = await createRepository({
      'wind.md': '[Old](older.md) and [gone](gone.md)\n',
      'film.mdx': '# Film\n',
      'redirects.yaml':
        'older: wind\nmovie: film\nlost: nothing\na: b\nb: a\n2024: wind\nwind: film\n',
    })
    await source.commit()
    const found = validateHead(await (await openPublisher(source, config)).push())
    expect(found.map(({ path, rule, message }) => `${path} ${rule} ${message}`)).toEqual([
      'redirects.yaml REDIRECT_TARGET Expected `lost` to lead to a lesson, got `nothing`, which leads to none.',
      'redirects.yaml REDIRECT_TARGET Expected `a` to lead to a lesson, got `b`, which leads to none.',
      'redirects.yaml REDIRECT_TARGET Expected `b` to lead to a lesson, got `a`, which leads to none.',
      'wind.md LINK_MOVED Expected a link to where the lesson lies, got `older.md`, from where it moved.',
      'wind.md LINK_MISSING Expected a lesson at `gone.md`, got nothing there.',
    ])
  })

  it('is checked against its schema, line by line', async () => {
    const config = configOf(`collections: [{ type: article, files: 'docs/{slug}.md' }]`)
    await using source = await createRepository({
      'docs/wind.md': '[Old](old.md)\n',
      'docs/redirects.yaml': 'old: wind\nother: [wind]\n/abs: wind\n',
    })
    await source.commit()
    const found = validateHead(await (await openPublisher(source, config)).push())
    expect(found.map(({ rule, message }) => `${rule} ${message}`)).toEqual([
      expect.stringContaining('got `/abs`'),
      expect.stringContaining('property name must be valid'),
      'SCHEMA Expected `other` to be text, got `["wind"]`.',
      expect.stringContaining('LINK_MOVED'),
    ])
  })

  it('leaves out a former slug that no database keeps, and says so', async () => {
    const long = (letter: string, bytes: number): string =>
      letter.repeat(bytes / Buffer.byteLength(letter))
    await using source = await createRepository({
      [at('wind')]: lesson({ title: 'Wind' }),
      [redirects]: `${long('風', 2_400)}: p/c/wind\n${long('風', 2_700)}: p/c/wind\n`,
    })
    const commit = await source.commit()
    await using published = await openAcademy(source, database)
    expect(await published.publish(commit, moments.end)).toBe(true)
    expect(await database.query('select slug from content_mgmt.redirects')).toEqual([
      { slug: long('風', 2_400) },
    ])
    const config = configOf(
      `collections: [{ type: lesson, files: 'content/{pillar}/{course}/{slug}/index.md' }]`,
    )
    const found = validateHead(await (await openPublisher(source, config)).push())
    expect(found.filter(({ rule }) => rule !== 'ID_MISSING')).toMatchObject([
      { path: redirects, line: 2, severity: 'error', rule: 'ID_LENGTH' },
    ])
  })

  it('may grow longer than front matter', async () => {
    const config = configOf(`collections: [{ type: article, files: '{slug}.md' }]`)
    const lines = Array.from({ length: 3_000 }, (_, index) => `old-${index}: wind\n`)
    await using source = await createRepository({
      'wind.md': '[Old](old-2999.md)\n',
      'redirects.yaml': lines.join(''),
    })
    await source.commit()
    const found = validateHead(await (await openPublisher(source, config)).push())
    expect(found.map(({ rule, hint }) => `${rule} ${hint}`)).toEqual([
      'LINK_MOVED Write `wind.md`.',
    ])
  })

  it('has a schema that describes its keys and values, with valid examples', () => {
    const schema = schemaNamed('redirects')
    for (const part of [schema, schema.propertyNames, schema.additionalProperties]) {
      expect(part).toMatchObject({ title: expect.any(String), description: expect.any(String) })
      const { examples } = part as { readonly examples: readonly unknown[] }
      for (const example of examples)
        expect(schemaProblems(part as typeof schema, example)).toEqual([])
    }
    expect(schemaProblems(schema, { 'a//b': 'c' })).not.toEqual([])
    expect(schemaProblems(schema, { a: '' })).not.toEqual([])
  })
})
