import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gitEnvironment } from '../../src/source/git.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const missing = 'f'.repeat(40)

let scratch: string
let source: TestRepository
let first: string
let second: string

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hma-scratch-'))
  source = await createRepository({ 'a.md': 'one', 'docs/b.md': 'two' })
  first = await source.commit('Add lessons')
  await source.write({ 'a.md': 'three' })
  second = await source.commit('Edit a lesson')
  await source.git('tag', '-a', 'v1', '-m', 'first', first)
})

afterAll(async () => {
  await source.dispose()
  await rm(scratch, { recursive: true })
})

describe('openNativeRepository', () => {
  it('opens a checkout, a linked work tree, a bare clone and a git directory', async () => {
    const linked = join(scratch, 'linked')
    const bare = join(scratch, 'bare.git')
    await source.git('worktree', 'add', '--quiet', linked, 'HEAD')
    await source.git('clone', '--quiet', '--bare', source.directory, bare)
    for (const directory of [source.directory, linked, bare, join(source.directory, '.git')]) {
      const repository = await openNativeRepository(directory)
      expect(await repository.resolve({ branch: 'main', commit: null })).toEqual({
        commit: second,
        ref: 'refs/heads/main',
        warning: null,
      })
    }
  })

  it('refuses a directory below the top and names the top', async () => {
    await expect(openNativeRepository(join(source.directory, 'docs'))).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining(`below \`${source.directory}\``),
    })
    await expect(openNativeRepository(join(source.directory, '.git/refs'))).rejects.toMatchObject({
      code: 'CONFIG',
    })
  })

  it('says what to do where there is no repository, no directory or no git', async () => {
    await expect(openNativeRepository(scratch)).rejects.toMatchObject({
      code: 'GIT',
      message: expect.stringMatching(/^Cannot run `git rev-parse`: not a git repository/),
      hint: expect.stringContaining('top of a clone'),
    })
    await expect(openNativeRepository(join(scratch, 'none'))).rejects.toMatchObject({ code: 'GIT' })
    const noGit = gitEnvironment(join(scratch, 'none'))
    await expect(openNativeRepository(source.directory, noGit)).rejects.toMatchObject({
      code: 'GIT_MISSING',
      hint: expect.stringContaining('install git'),
    })
  })
})

describe('resolve', () => {
  it('takes the branch of origin where there is no local one, else HEAD with a warning', async () => {
    const clone = join(scratch, 'detached')
    await source.git('clone', '--quiet', source.directory, clone)
    await source.git('-C', clone, 'checkout', '--quiet', '--detach', first)
    await source.git('-C', clone, 'branch', '--quiet', '-D', 'main')
    const repository = await openNativeRepository(clone)
    expect(await repository.resolve({ branch: 'main', commit: null })).toEqual({
      commit: second,
      ref: 'refs/remotes/origin/main',
      warning: null,
    })
    expect(await repository.resolve({ branch: 'other', commit: null })).toEqual({
      commit: first,
      ref: 'HEAD',
      warning: expect.stringContaining('Cannot find the branch `other`'),
    })
  })

  it('takes a commit id, whole or cut short, a tag, a branch or HEAD instead', async () => {
    const repository = await openNativeRepository(source.directory)
    const find = async (commit: string): Promise<readonly unknown[]> => {
      const found = await repository.resolve({ branch: 'main', commit })
      return [found.commit, found.ref]
    }
    expect(await find(first)).toEqual([first, null])
    expect(await find(first.slice(0, 7))).toEqual([first, null])
    expect(await find('v1')).toEqual([first, 'refs/tags/v1'])
    expect(await find('refs/tags/v1')).toEqual([first, 'refs/tags/v1'])
    expect(await find('main')).toEqual([second, 'refs/heads/main'])
    expect(await find('HEAD')).toEqual([second, 'HEAD'])
  })

  it('says REF of what is not there', async () => {
    const repository = await openNativeRepository(source.directory)
    for (const commit of [missing, 'abcdef0', 'nowhere', 'refs/heads/nowhere'])
      await expect(repository.resolve({ branch: 'main', commit })).rejects.toMatchObject({
        code: 'REF',
        message: `Cannot find a single commit "${commit}"`,
      })
  })

  it('refuses a repository without commits, changing nothing', async () => {
    await using empty = await createRepository()
    const repository = await openNativeRepository(empty.directory)
    await expect(repository.resolve({ branch: 'main', commit: null })).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('has no commit yet'),
    })
  })

  it('names the branch where only another one has commits', async () => {
    await using other = await createRepository({ a: '1' })
    await other.commit()
    await other.git('branch', '-m', 'develop')
    await other.git('symbolic-ref', 'HEAD', 'refs/heads/main')
    const repository = await openNativeRepository(other.directory)
    await expect(repository.resolve({ branch: 'main', commit: null })).rejects.toMatchObject({
      code: 'REF',
      message: expect.stringContaining('Cannot find the branch `main`'),
    })
  })

  it('lets no hostile name reach git', async () => {
    const bin = join(scratch, 'bin')
    const log = join(scratch, 'argv')
    await mkdir(bin)
    await writeFile(
      join(bin, 'git'),
      `#!/bin/sh\necho "$@" >> ${log}\nPATH=${process.env.PATH}\nexec git "$@"\n`,
    )
    await chmod(join(bin, 'git'), 0o755)
    const repository = await openNativeRepository(source.directory, gitEnvironment(bin))
    const before = await readFile(log, 'utf8')
    const hostile = [
      '--upload-pack=touch x',
      '-x',
      '../../../../etc/passwd',
      'refs/heads/a..b',
      'refs/../../etc/passwd',
      'HEAD\n',
      'main:a.md',
    ]
    for (const name of hostile) {
      for (const request of [
        { branch: name, commit: null },
        { branch: 'main', commit: name },
      ])
        await expect(repository.resolve(request)).rejects.toMatchObject({
          code: 'REF',
          message: expect.not.stringContaining('root:'),
        })
      await expect(repository.rootCommit(name)).rejects.toMatchObject({ code: 'REF' })
      await expect(repository.history.isAncestor(first, name)).rejects.toMatchObject({
        code: 'REF',
      })
    }
    expect(before).toContain('rev-parse')
    expect(await readFile(log, 'utf8')).toBe(before)
  })
})

describe('questions about history', () => {
  it('tells ancestors from other commits', async () => {
    const repository = await openNativeRepository(source.directory)
    expect(await repository.history.isAncestor(first, second)).toBe(true)
    expect(await repository.history.isAncestor(second, second)).toBe(true)
    expect(await repository.history.isAncestor(second, first)).toBe(false)
    await expect(repository.history.isAncestor(missing, second)).rejects.toMatchObject({
      code: 'GIT',
    })
  })

  it('says of unrelated histories that neither contains the other', async () => {
    await using two = await createRepository({ a: '1' })
    const main = await two.commit()
    await two.git('checkout', '--quiet', '--orphan', 'other')
    const other = await two.commit('Begin anew', { author: 'B <b@example.org>' })
    const repository = await openNativeRepository(two.directory)
    expect(await repository.history.isAncestor(main, other)).toBe(false)
  })

  it('finds the root along first parents, and whether history was cut off', async () => {
    await using two = await createRepository({ a: '1' })
    const root = await two.commit()
    await two.git('checkout', '--quiet', '--orphan', 'other')
    await two.commit('Begin anew', { author: 'B <b@example.org>' })
    await two.git('checkout', '--quiet', 'main')
    await two.git('merge', '--quiet', '--allow-unrelated-histories', '-m', 'Join', 'other')
    const shallow = join(scratch, 'shallow')
    await two.git('clone', '--quiet', '--depth=1', `file://${two.directory}`, shallow)
    const whole = await openNativeRepository(two.directory)
    expect(await whole.rootCommit(await two.git('rev-parse', 'HEAD'))).toBe(root)
    expect(await whole.isShallow()).toBe(false)
    expect(await (await openNativeRepository(shallow)).isShallow()).toBe(true)
  })
})
