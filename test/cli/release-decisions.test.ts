import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { itemsOf, publish, publishArticles, stands, wind } from '../support/articles.ts'
import { hma, hmaJson, pointerOf, rowsOf } from '../support/cli.ts'
import type { TestRepository } from '../support/repository.ts'

type Status = {
  readonly pinnedTo: { readonly release: number } | null
  readonly pins: readonly object[]
  readonly held: { readonly commit: string; readonly until: string | null } | null
  readonly nextDue: string | null
  readonly releases: readonly { readonly release: number; readonly restores: number | null }[]
}

let source: TestRepository

/** Articles in two releases: the second says something else of wind. */
beforeAll(async () => {
  source = await publishArticles({ wind, stands })
  await edit('Watch the leaves.')
  await publish(source)
})
afterAll(() => source.dispose())

const edit = async (words: string): Promise<string> => {
  await source.write({ 'en/wind.md': `# Wind\n\n${words}\n` })
  return await source.commit(words)
}
const run = <T>(...args: readonly string[]): Promise<T> => hmaJson<T>(source.directory, args)
const status = (): Promise<Status> => run('status')
const refused = async (...args: readonly string[]): Promise<string> => {
  const { code, stderr } = await hma(source.directory, args)
  expect(code, stderr).toBe(3)
  return stderr
}
const windVersion = async (): Promise<unknown> =>
  (await itemsOf(source)).find(({ slug }) => slug === 'wind')?.version

describe('rollback', () => {
  it('says what it would do, goes back, and stays there while others publish, until unpin', async () => {
    const first = (await rowsOf(source.directory, 'select root_key from pipeline.releases'))[0]
    const vectors = 'select count(*)::int as count from embeddings.content_embeddings'
    const before = await rowsOf(source.directory, vectors)
    const dry = await run('rollback', '--previous', '--dry-run')
    expect(dry).toMatchObject({ restores: 1, way: 'kept', texts: { changed: 1 }, release: null })
    expect(await windVersion()).toBe('1.0.1')
    expect(await run('rollback', '--previous', '--reason', 'leaves are late')).toMatchObject({
      restores: 1,
      way: 'kept',
      release: 3,
      embeddings: { embedded: 0, pending: 0 },
    })
    expect((await pointerOf(source.directory))?.root).toBe(first?.root_key)
    expect(await windVersion()).toBe('1.0.0')
    expect(await rowsOf(source.directory, vectors)).toEqual(before)

    await edit('Watch the clouds.')
    expect((await publish(source)).release).toBeNull()
    expect(await windVersion()).toBe('1.0.0')
    expect(await status()).toMatchObject({ pinnedTo: { release: 1 } })
    expect(await run('rollback', '1')).toMatchObject({ way: 'shown', release: null })

    expect(await run('unpin')).toMatchObject({ item: null, release: 4 })
    expect(await windVersion()).toBe('1.0.2')
    expect(await status()).toMatchObject({ pinnedTo: null })
    expect(await refused('unpin')).toContain('The environment is not pinned.')
  })

  it('refuses a release or a commit that it does not know, and asks for one', async () => {
    expect(await refused('rollback', '99')).toContain('Cannot find a release `99`')
    expect((await hma(source.directory, ['rollback'])).code).toBe(2)
  })
})

describe('a database that is lost under a pin of the environment', () => {
  it('is made anew with the same release, told by the copies of decisions in the bucket', async () => {
    await run('rollback', '--previous')
    const before = await pointerOf(source.directory)
    const rows = await itemsOf(source)
    await rm(join(source.directory, '.hma-content/db'), { recursive: true })
    await publish(source)
    expect((await pointerOf(source.directory))?.root).toBe(before?.root)
    expect(await itemsOf(source)).toEqual(rows)
    expect((await hma(source.directory, ['verify'])).code).toBe(0)
    await run('unpin')
  })
})

describe('pin', () => {
  it('keeps one item at a version while the others move on, and refuses what is not there', async () => {
    await run('pin', 'wind', '1.0.0')
    expect(await windVersion()).toBe('1.0.0')
    await source.write({ 'en/stands.md': '# Stands\n\nSit higher.\n' })
    await edit('Watch the rain.')
    await publish(source)
    expect(await itemsOf(source)).toMatchObject([
      { slug: 'stands', version: '1.0.1' },
      { slug: 'wind', version: '1.0.0' },
    ])
    expect(await status()).toMatchObject({ pins: [{ slug: 'wind', version: '1.0.0' }] })
    expect(await refused('pin', 'wind', '7.0.0')).toContain('has no version `7.0.0`')
    await run('unpin', 'wind')
    expect(await windVersion()).toBe('1.0.3')
    expect(await refused('unpin', 'wind')).toContain('`wind` is not pinned')
  })
})

describe('publish --hold', () => {
  it('shows nothing before a publish without it', async () => {
    const commit = await edit('Watch the moon.')
    const held = await run('publish', '--hold')
    expect(held).toMatchObject({ release: null, embeddings: { embedded: 0 } })
    expect(await windVersion()).toBe('1.0.3')
    expect(await status()).toMatchObject({ held: { commit, until: null } })
    expect(await run('release', 'due')).toMatchObject({ release: null })
    expect(await windVersion()).toBe('1.0.3')
    await publish(source)
    expect(await windVersion()).toBe('1.0.4')
    expect(await status()).toMatchObject({ held: null })
  })

  it('is over at its moment, from which `release due` makes it live', async () => {
    await edit('Watch the sun.')
    await run('publish', '--hold', '2200-01-01')
    expect(await status()).toMatchObject({ nextDue: '2200-01-01T00:00:00.000Z' })
    expect(await windVersion()).toBe('1.0.4')
    await run('publish', '--hold', '2020-01-01')
    expect(await run('release', 'due')).toMatchObject({ release: expect.any(Number) })
    expect(await windVersion()).toBe('1.0.5')
    expect((await hma(source.directory, ['publish', '--hold', 'soon'])).code).toBe(2)
  })
})

describe('confirm', () => {
  it('lets a forced push through that publish refuses, and an older commit never', async () => {
    const replaced = await source.git('rev-parse', 'HEAD')
    await source.git('commit', '--quiet', '--amend', '--message', 'Rewritten')
    expect(await refused('publish')).toContain('run `hma-content confirm`')
    const commit = await source.git('rev-parse', 'HEAD')
    expect(await run('confirm', '--reason', 'cleaned')).toEqual({ commit })
    await publish(source)
    expect((await pointerOf(source.directory))?.commit).toBe(commit)
    expect(await refused('publish', '--commit', replaced)).toContain('superseded')
  })
})
