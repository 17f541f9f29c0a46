import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Config, readConfig } from '../../src/config.ts'
import { openCheckCache } from '../../src/line/check-cache.ts'
import { checkWorkTree } from '../../src/line/check-content.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import type { ObjectReader } from '../../src/source/objects.ts'
import type { Repository } from '../../src/source/repository.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const academy = {
  'hma-content.yaml': 'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\n',
  'en/wind.md': '# Wind\n\n[stand](stand.md#trees)\n',
  'en/stand.md': '# Stand\n\n## Trees\n\n[gone](gone.md)\n',
  'en/scent.md': '# Scent\n',
}

/** A repository that notes which blobs are read, in this thread alone. */
const noting = (repository: Repository, read: string[]): Repository => ({
  ...repository,
  place: null,
  snapshots: {
    ...repository.snapshots,
    openObjects: (): ObjectReader => {
      const objects = repository.snapshots.openObjects()
      return {
        ...objects,
        read: (oid, limit) => {
          read.push(oid)
          return objects.read(oid, limit)
        },
      }
    },
  },
})

/** What a check of the work tree finds, and which blobs it reads from Git. */
const check = async (source: TestRepository, given?: Partial<Config>) => {
  const config: Config = { ...readConfig({ cwd: source.directory }, {}), ...given }
  const read: string[] = []
  const repository = noting(await openNativeRepository(source.directory), read)
  const { diagnostics } = await checkWorkTree({ repository, config, cache: openCheckCache(config) })
  return { read, found: diagnostics.map(({ path, line, rule }) => `${path}:${line} ${rule}`) }
}

/** As if all files had been written long before the index, as they have in a clone of some age. */
const settle = async (source: TestRepository): Promise<void> => {
  const later = new Date(Date.now() + 60_000)
  await utimes(join(source.directory, '.git/index'), later, later)
}

const committed = async (): Promise<TestRepository> => {
  const source = await createRepository(academy)
  await source.commit()
  await settle(source)
  return source
}

describe('the cache of checks', () => {
  it('spares all blobs that a check has read before, and finds the same', async () => {
    await using source = await committed()
    const first = await check(source)
    expect(first.read).toHaveLength(3)
    expect(first.found).toEqual(['en/stand.md:5 LINK_MISSING'])
    expect(await check(source)).toEqual({ read: [], found: first.found })
  })

  it('reads only what was edited, and judges all links to it anew', async () => {
    await using source = await committed()
    await check(source)
    await source.write({ 'en/stand.md': '# Stand\n' })
    expect(await check(source)).toEqual({ read: [], found: ['en/wind.md:3 LINK_ANCHOR'] })
    await source.remove('en/stand.md')
    expect(await check(source)).toEqual({ read: [], found: ['en/wind.md:3 LINK_MISSING'] })
    await source.git('checkout', '--', 'en/stand.md')
    expect((await check(source)).found).toEqual(['en/stand.md:5 LINK_MISSING'])
  })

  it.each([
    ['is deleted', async (directory: string) => rm(directory, { recursive: true })],
    ['is cut off', async (directory: string) => edit(directory, (bytes) => bytes.subarray(0, -9))],
    [
      'is altered',
      async (directory: string) =>
        edit(directory, (bytes) => Buffer.from(bytes.toString().replaceAll('gone.md', 'gane.md'))),
    ],
    ['is empty', async (directory: string) => edit(directory, () => Buffer.alloc(0))],
  ])('may be lost at any time: it %s', async (_, harm) => {
    await using source = await committed()
    const { found } = await check(source)
    await harm(join(source.directory, '.hma-content/cache'))
    const again = await check(source)
    expect(again.found).toEqual(found)
    expect(again.read).toHaveLength(3)
  })

  it('is of one way of reading: other fields or another schema read all again', async () => {
    await using source = await committed()
    await check(source)
    await source.write({
      'hma-content.yaml': academy['hma-content.yaml'].replace('}]', ', fields: { title: name } }]'),
    })
    expect((await check(source)).read).toHaveLength(3)
    await source.write({
      'schema.json': '{ "type": "object", "required": ["title"] }',
      'hma-content.yaml': academy['hma-content.yaml'].replace('}]', ', schema: schema.json }]'),
    })
    expect((await check(source)).found).toContain('en/wind.md:1 FM_MISSING')
  })

  it('is not needed: a state directory that cannot be made is no fault', async () => {
    await using source = await committed()
    await writeFile(join(source.directory, 'file'), '')
    const stateDirectory = join(source.directory, 'file/state')
    expect((await check(source, { stateDirectory })).found).toEqual(['en/stand.md:5 LINK_MISSING'])
  })

  it('keeps what Git does not see', async () => {
    await using source = await committed()
    await check(source)
    expect(await source.git('status', '--porcelain')).toBe('')
    expect(await readdir(join(source.directory, '.hma-content/cache'))).toEqual(['records'])
  })

  it('never makes a difference, whatever is edited between checks', async () => {
    const names = ['en/wind.md', 'en/stand.md', 'en/new.md'] as const
    const texts = ['# A\n', '# A\n\n[x](stand.md#a)\n', '---\ntitle: 1\ntitle: 2\n---\n', null]
    const edits = fc.array(
      fc.record({
        path: fc.constantFrom(...names),
        text: fc.constantFrom(...texts),
        after: fc.constantFrom('nothing', 'add', 'settle'),
      }),
      { minLength: 1, maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        await using source = await committed()
        for (const { path, text, after } of list) {
          if (text === null) await rm(join(source.directory, path), { force: true })
          else await source.write({ [path]: text })
          if (after !== 'nothing') await source.git('add', '--all')
          if (after === 'settle') await settle(source)
          const cached = await check(source)
          const stateDirectory = join(source.directory, '.git', `fresh-${Math.random()}`)
          expect(cached.found).toEqual((await check(source, { stateDirectory })).found)
        }
      }),
      { numRuns: 15 },
    )
  })
})

const edit = async (directory: string, change: (bytes: Buffer) => Buffer): Promise<void> => {
  const path = join(directory, 'records')
  await mkdir(directory, { recursive: true })
  await writeFile(path, change(await readFile(path)))
}
