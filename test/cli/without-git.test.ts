import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesBelow, hma, hmaJson, pointerOf, seedState } from '../support/cli.ts'
import { snapshotOf } from '../support/published-corpus.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const configuration = (history: string): string =>
  `version: 1
source: { language: en, languages: [en, es], history: ${history} }
collections:
  - { type: lesson, files: "content/{pillar}/{course}/{slug}/index.md", translations: "content/{pillar}/{course}/{slug}/index.{language}.md" }
`
const course = 'content/tracking/basics'
const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
const academy = {
  'hma-content.yaml': configuration('head'),
  'content/tracking/pillar.yaml': 'name: Tracking\n',
  [`${course}/course.yaml`]: 'name: Basics\n',
  [`${course}/wind/index.md`]:
    '# Wind\n\nWatch the grass. See [tracks](../tracks/index.md#deer).\n',
  [`${course}/wind/index.es.md`]: '# Viento\n\nMira la hierba.\n',
  [`${course}/tracks/index.md`]: '# Tracks\n\n## Deer\n\n![A track](track.svg)\n',
  [`${course}/tracks/track.svg`]: picture,
  [`${course}/broken/index.md`]: '---\ntitle: [\n---\n\n# Broken\n',
}

let noGit: string

beforeAll(async () => {
  noGit = await mkdtemp(join(tmpdir(), 'hma-no-git-'))
  await symlink(process.execPath, join(noGit, 'node'))
})
afterAll(() => rm(noGit, { recursive: true }))

const withoutGit = (directory: string, ...args: readonly string[]) =>
  hma(directory, args, { PATH: noGit })

/** A copy of a repository, work tree and all, with an empty state. */
const copyOf = async (source: TestRepository): Promise<{ path: string } & AsyncDisposable> => {
  const path = await mkdtemp(join(tmpdir(), 'hma-copy-'))
  await cp(source.directory, path, { recursive: true })
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

describe('a machine without git', () => {
  it('publishes the rows, documents and manifest that one with git publishes, and goes on from them', async () => {
    await using source = await createRepository(academy)
    await source.commit('feat: Begin', { author: 'Zoë <zoe@example.org>' })
    await using copy = await copyOf(source)
    const directories = [source.directory, copy.path] as const
    await Promise.all(directories.map((directory) => seedState(directory)))
    const publishBoth = async (code: number): Promise<void> => {
      const native = await hma(source.directory, ['publish'])
      const other = await withoutGit(copy.path, 'publish')
      expect([native.code, other.code]).toEqual([code, code])
      expect(await pointerOf(copy.path)).toEqual(await pointerOf(source.directory))
      expect(await snapshotOf(copy.path)).toEqual(await snapshotOf(source.directory))
      const [files, others] = await Promise.all(
        directories.map((directory) => filesBelow(join(directory, '.hma-content/bucket'))),
      )
      expect([...(others ?? [])].map(([path]) => path.replace(copy.path, ''))).toEqual(
        [...(files ?? [])].map(([path]) => path.replace(source.directory, '')),
      )
    }
    await publishBoth(1)
    await source.move(`${course}/wind`, `${course}/reading-wind`)
    await source.remove(`${course}/broken`)
    await source.write({ [`${course}/tracks/index.md`]: '# Tracks\n\n## Deer\n\nGone.\n' })
    await source.commit('Move a lesson\n\nChange-Type: major')
    await rm(join(copy.path, '.git'), { recursive: true })
    await source.git('gc', '--quiet', '--prune=now')
    await cp(join(source.directory, '.git'), join(copy.path, '.git'), { recursive: true })
    await publishBoth(0)
    expect((await pointerOf(copy.path))?.sequence).toBe(2)
  })

  it('plans and validates as one with git, a commit or the work tree', async () => {
    await using source = await createRepository(academy)
    const commit = await source.commit()
    await source.write({ [`${course}/late/index.md`]: '# Late\n\n[Nowhere](nowhere.md)\n' })
    for (const args of [
      ['plan', '--format', 'json'],
      ['plan', '--commit', commit.slice(0, 9)],
      ['validate', '--format', 'json'],
      ['validate', '--commit', 'HEAD', '--format', 'json'],
    ]) {
      const { code, stdout } = await hma(source.directory, args)
      expect(stdout).not.toBe('')
      expect(await withoutGit(source.directory, ...args)).toMatchObject({ code, stdout })
    }
    const [late] = (
      await hmaJson<{ path: string }[]>(source.directory, ['validate'], {
        code: 1,
        PATH: noGit,
      })
    ).filter(({ path }) => path.includes('late'))
    expect(late).toBeDefined()
  })

  it('is refused a whole history, and told the two ways out', async () => {
    await using source = await createRepository({
      ...academy,
      'hma-content.yaml': configuration('full'),
    })
    await source.commit()
    for (const command of ['plan', 'publish', 'validate']) {
      const run = await withoutGit(source.directory, command)
      expect(run).toMatchObject({ code: 2, stdout: '' })
      expect(run.stderr).toContain('GIT_MISSING: Cannot start `git`')
      expect(run.stderr).toContain('install git')
      expect(run.stderr).toContain('`source.history: head`')
    }
    expect(await filesBelow(join(source.directory, '.hma-content'))).toEqual(new Map())
  })

  it('publishes nothing of a commit with a hostile name, which one with git quarantines', async () => {
    await using source = await createRepository(academy)
    const wind = { name: 'index.md', content: '# Wind\n\nWatch the grass.\n' }
    const basics = [
      { name: 'wind', content: [wind] },
      { name: '.GIT', content: [wind] },
    ]
    await source.entries([
      {
        name: 'content',
        content: [{ name: 'tracking', content: [{ name: 'basics', content: basics }] }],
      },
    ])
    await seedState(source.directory)
    const refused = await withoutGit(source.directory, 'publish')
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/^GIT_MISSING: Cannot read the tree .* "\.GIT" in it$/m)
    expect(refused.stderr).toContain('install git')
    expect(await pointerOf(source.directory)).toBeNull()
    expect(await hmaJson(source.directory, ['publish'], { code: 1 })).toMatchObject({
      items: { create: 1, quarantine: 1 },
    })
  })

  it('is told by `doctor` which program reads the repository', async () => {
    await using source = await createRepository(academy)
    await source.commit()
    const native = await hma(source.directory, ['doctor'])
    expect(native.stdout).toMatch(/repository +fine +git version \d/)
    const other = await withoutGit(source.directory, 'doctor')
    expect(other.code).toBe(0)
    expect(other.stdout).toMatch(/repository +fine +isomorphic-git \d[^\n]*, one commit at a time/)
    await source.write({ 'hma-content.yaml': configuration('full') })
    const refused = await withoutGit(source.directory, 'doctor')
    expect(refused.code).toBe(2)
    expect(refused.stdout).toMatch(/repository +broken +Cannot start `git`/)
  })
})
