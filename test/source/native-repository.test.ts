import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gitEnvironment } from '../../src/source/git.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'
import { nativeContract } from './beyond-isomorphic.ts'
import { gitReaderContract } from './git-reader-contract.ts'

gitReaderContract('the git program', openNativeRepository)
nativeContract('the git program', openNativeRepository)

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
})
