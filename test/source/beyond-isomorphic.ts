import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Repository } from '../../src/source/repository.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'
import type { OpenReader } from './read-by-git.ts'

type Beyond = {
  readonly what: string
  /** Makes the repository such and gives a commit in which it shows. */
  readonly make: (source: TestRepository) => Promise<string>
  /** A path at that commit, as the git program shows it. */
  readonly path: string
}

const nameCase = (name: string | Uint8Array, path: string): Beyond => ({
  what: `the name ${JSON.stringify(path)}`,
  make: (source) =>
    source.entries([
      { name: 'good.md', content: 'x' },
      { name: 'en', content: [{ name, content: 'x' }] },
    ]),
  path: `en/${path}`,
})

const rawCommit = async (source: TestRepository, headers: string, message: Uint8Array) => {
  await source.write({ 'good.md': 'x' })
  await source.commit()
  const tree = await source.git('rev-parse', 'HEAD^{tree}')
  const people = 'author A <a@x> 5 +0100\ncommitter C <c@x> 5 +0000\n'
  const file = join(source.directory, '.git/raw-commit')
  const head = Buffer.from(`tree ${tree}\n${people}${headers}\n`)
  await writeFile(file, Buffer.concat([head, message]))
  const commit = await source.git('hash-object', '-t', 'commit', '-w', file)
  await source.git('update-ref', 'HEAD', commit)
  return commit
}

const beyond: readonly Beyond[] = [
  nameCase('..\\evil.md', '..\\evil.md'),
  nameCase('.GIT', '.GIT'),
  nameCase('git~1', 'git~1'),
  nameCase('.g\u200cit', '.g\u200cit'),
  nameCase(Buffer.from([0x63, 0x61, 0x66, 0xe9]), 'caf\\xe9'),
  {
    what: 'a directory `..`',
    make: (source) =>
      source.entries([
        { name: 'good.md', content: 'x' },
        { name: '..', content: [{ name: 'up.md', content: 'x' }] },
      ]),
    path: '../up.md',
  },
  {
    what: 'object ids of SHA-256',
    make: async (source) => {
      await rm(join(source.directory, '.git'), { recursive: true })
      await source.git('init', '--quiet', '--initial-branch=main', '--object-format=sha256')
      await source.write({ 'good.md': 'x' })
      return source.commit()
    },
    path: 'good.md',
  },
  {
    what: 'objects borrowed from another repository',
    make: async (source) => {
      await source.write({ 'good.md': 'x' })
      const commit = await source.commit()
      const moved = join(source.directory, 'moved.git')
      await source.git('clone', '--quiet', '--bare', source.directory, moved)
      const objects = join(source.directory, '.git/objects')
      await source.git('repack', '-a', '-d', '--quiet')
      await rm(join(objects, 'pack'), { recursive: true })
      await writeFile(join(objects, 'info/alternates'), `${join(moved, 'objects')}\n`)
      return commit
    },
    path: 'good.md',
  },
  {
    what: 'a message in Latin-1',
    make: (source) => rawCommit(source, 'encoding ISO-8859-1\n', Buffer.from('caf\xe9', 'latin1')),
    path: 'good.md',
  },
]

const collect = async <T>(found: AsyncIterable<T> | undefined): Promise<readonly T[]> => {
  const all: T[] = []
  for await (const one of found ?? []) all.push(one)
  return all
}

/** What a run with `history: head` looks at before it reads any file. */
const look = async (repository: Repository, commit: string): Promise<readonly string[]> => {
  await repository.snapshots.readCommit(commit)
  await repository.snapshots.listTree(commit)
  const changes = await repository.snapshots.diffTrees(null, commit)
  return changes.map(({ path }) => path)
}

/** The native part of the contract: what only the git program reads, and the others refuse. */
export const nativeContract = (name: string, open: OpenReader): void => {
  describe(`${name}, and it alone`, () => {
    it.each(beyond)('reads $what', async ({ make, path }) => {
      await using source = await createRepository()
      const commit = await make(source)
      expect(await look(await open(source.directory), commit)).toContain(path)
    })

    it('walks the history and tells ancestors from other commits', async () => {
      await using source = await createRepository({ 'a.md': '1' })
      const first = await source.commit('First')
      await source.git('checkout', '--quiet', '-b', 'side')
      const side = await source.commit('Side')
      await source.git('checkout', '--quiet', 'main')
      await source.git('merge', '--quiet', '--no-ff', '-m', 'Join', 'side')
      const merge = await source.git('rev-parse', 'HEAD')
      const { history } = await open(source.directory)
      const range = { from: null, to: merge }
      const line = await collect(history?.walkHistory(range))
      expect(line.map(({ subject }) => subject)).toEqual(['First', 'Join'])
      const all = await collect(history?.walkAll(range))
      expect(all.map(({ commit }) => commit)).toEqual([merge, side, first])
      expect(await history?.isAncestor(first, side)).toBe(true)
      expect(await history?.isAncestor(side, first)).toBe(false)
    })
  })
}

/** What a reader does that does without the git program: it reads such repositories whole or not at all. */
export const refusalContract = (name: string, open: OpenReader): void => {
  describe(`${name}, where only the git program will do`, () => {
    const refusal = { code: 'GIT_MISSING', hint: expect.stringContaining('install git') }

    it.each(beyond)('refuses $what, and asks for git', async ({ make }) => {
      await using source = await createRepository()
      const commit = await make(source)
      const run = async () => look(await open(source.directory), commit)
      await expect(run()).rejects.toMatchObject(refusal)
    })

    it('refuses to compare with a commit that has a hostile name, and to look up a path in it', async () => {
      await using source = await createRepository()
      const hostile = await source.entries([
        { name: '.GIT', content: 'x' },
        { name: 'a.md', content: 'x' },
      ])
      const fine = await source.entries([{ name: 'a.md', content: 'x' }])
      const { snapshots } = await open(source.directory)
      expect(await snapshots.listTree(fine)).toHaveLength(1)
      await expect(snapshots.diffTrees(hostile, fine)).rejects.toMatchObject(refusal)
      await using objects = snapshots.openObjects()
      await expect(objects.lookup(hostile, 'a.md')).rejects.toMatchObject(refusal)
    })

    it.each([
      ['references in one table', ['config', 'extensions.refStorage', 'reftable']],
      ['an extension of the future', ['config', 'extensions.future', 'true']],
      ['a format of the future', ['config', 'core.repositoryFormatVersion', '2']],
    ])('refuses a repository with %s', async (_, command) => {
      await using source = await createRepository({ 'a.md': 'x' })
      await source.commit()
      await source.git(...command)
      await expect(open(source.directory)).rejects.toMatchObject(refusal)
    })

    it('takes a partial clone, a work tree configuration and what names the ordinary for what they are', async () => {
      await using source = await createRepository({ 'a.md': 'x' })
      await source.commit()
      const config = join(source.directory, '.git/config')
      await writeFile(
        config,
        '[core]\n\trepositoryformatversion = 1 ; as of old\n[Extensions] objectFormat = sha1\n\tworktreeConfig\n\tpartialClone = origin\n[remote "origin"]\n\tpromisor = true\n',
      )
      expect((await open(source.directory)).history).toBeNull()
    })

    it.each([
      ['splits', ['update-index', '--split-index']],
      ['shortens names in', ['update-index', '--index-version', '4']],
    ])('refuses a work tree whose Git %s the index', async (_, command) => {
      await using source = await createRepository({ 'a.md': 'x' })
      await source.commit()
      await source.git(...command)
      const { snapshots } = await open(source.directory)
      await expect(snapshots.readWorkTree(() => true)).rejects.toMatchObject(refusal)
    })

    it('refuses a work tree with a name that is no UTF-8, tracked or not', async () => {
      await using source = await createRepository({ 'a.md': 'x' })
      const { snapshots } = await open(source.directory)
      const name = Buffer.concat([Buffer.from(`${source.directory}/`), Buffer.from([0x63, 0xe9])])
      await writeFile(name, 'x')
      await expect(snapshots.readWorkTree(() => true)).rejects.toMatchObject(refusal)
      await source.git('add', '--all')
      await rm(name)
      await expect(snapshots.readWorkTree(() => true)).rejects.toMatchObject(refusal)
    })
  })
}
