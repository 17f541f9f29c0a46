import { realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createRepository } from '../support/repository.ts'
import { listed, listedByGit, main, missing, type OpenReader, temporary } from './read-by-git.ts'

/** What every reader of Git must do with names of commits and directories. */
export const namesContract = (open: OpenReader): void => {
  it('opens a checkout, a linked work tree, a bare clone and a git directory', async () => {
    await using source = await createRepository({ 'a.md': 'one', 'docs/b.md': 'two' })
    const commit = await source.commit()
    await using scratch = await temporary()
    const linked = join(scratch.path, 'linked')
    const bare = join(scratch.path, 'bare.git')
    await source.git('worktree', 'add', '--quiet', '--detach', linked)
    await source.git('clone', '--quiet', '--bare', source.directory, bare)
    for (const directory of [source.directory, linked, bare, join(source.directory, '.git')]) {
      const repository = await open(directory)
      const expected = { commit, ref: 'refs/heads/main', warning: null }
      expect(await repository.resolve(main)).toEqual(expected)
      expect(await listed(repository, commit)).toEqual(await listedByGit(source, commit))
    }
  })

  it('knows the address of `origin`, and the directory that all work trees share', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    await source.commit()
    await using scratch = await temporary()
    const linked = join(scratch.path, 'linked')
    await source.git('worktree', 'add', '--quiet', '--detach', linked)
    expect(await (await open(linked)).origin()).toBeNull()
    await source.git('remote', 'add', 'origin', 'git@git.example:Academy/Content.git')
    const common = await realpath(join(source.directory, '.git'))
    for (const directory of [source.directory, linked, join(source.directory, '.git')]) {
      const repository = await open(directory)
      expect(await repository.origin()).toBe('git@git.example:Academy/Content.git')
      expect(await realpath(await repository.commonDirectory())).toBe(common)
    }
  })

  it('takes the HEAD of a linked work tree, not that of the repository', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    const first = await source.commit()
    await source.commit()
    await using scratch = await temporary()
    const linked = join(scratch.path, 'linked')
    await source.git('worktree', 'add', '--quiet', '--detach', linked, first)
    const repository = await open(linked)
    expect((await repository.resolve({ branch: 'main', commit: 'HEAD' })).commit).toBe(first)
  })

  it('refuses a directory below the top, and one that is no repository', async () => {
    await using source = await createRepository({ 'docs/b.md': 'two' })
    await source.commit()
    await using scratch = await temporary()
    for (const below of ['docs', '.git/refs'])
      await expect(open(join(source.directory, below))).rejects.toMatchObject({
        code: 'CONFIG',
        message: expect.stringMatching(/^Expected the top of a repository, got .* below /),
      })
    await expect(open(scratch.path)).rejects.toMatchObject({
      code: 'GIT',
      message: expect.stringContaining('not a git repository'),
      hint: expect.stringContaining('top of a clone'),
    })
    await expect(open(join(scratch.path, 'none'))).rejects.toMatchObject({ code: 'GIT' })
  })

  it('finds commits by id, by its beginning, by branch, tag and HEAD, packed or not', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    const first = await source.commit()
    await source.git('tag', '-a', 'v1', '-m', 'first', first)
    await source.git('tag', '-a', 'v1-again', '-m', 'a tag of a tag', 'v1')
    await source.git('tag', 'tree', 'HEAD^{tree}')
    const second = await source.commit()
    const tag = await source.git('rev-parse', 'refs/tags/v1')
    const tree = await source.git('rev-parse', 'HEAD^{tree}')
    for (const pack of [false, true]) {
      if (pack) {
        await source.git('pack-refs', '--all')
        await source.git('gc', '--quiet', '--prune=now')
      }
      const repository = await open(source.directory)
      const find = async (commit: string): Promise<readonly unknown[]> => {
        const found = await repository.resolve({ branch: 'main', commit })
        return [found.commit, found.ref]
      }
      expect(await find(first)).toEqual([first, null])
      expect(await find(first.slice(0, 7))).toEqual([first, null])
      expect(await find('v1')).toEqual([first, 'refs/tags/v1'])
      expect(await find('v1-again')).toEqual([first, 'refs/tags/v1-again'])
      expect(await find('refs/tags/v1')).toEqual([first, 'refs/tags/v1'])
      expect(await find(tag)).toEqual([first, null])
      expect(await find('main')).toEqual([second, 'refs/heads/main'])
      expect(await find('HEAD')).toEqual([second, 'HEAD'])
      for (const name of [missing, 'abcdef0', 'nowhere', 'refs/heads/nowhere', 'tree', tree])
        await expect(find(name)).rejects.toMatchObject({
          code: 'REF',
          message: `Cannot find a single commit "${name}"`,
        })
    }
  })

  it('takes the branch of origin where there is no local one, else HEAD with a warning', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    const first = await source.commit()
    const second = await source.commit()
    await using scratch = await temporary()
    const clone = join(scratch.path, 'detached')
    await source.git('clone', '--quiet', source.directory, clone)
    await source.git('-C', clone, 'checkout', '--quiet', '--detach', first)
    await source.git('-C', clone, 'branch', '--quiet', '-D', 'main')
    const repository = await open(clone)
    const remote = { commit: second, ref: 'refs/remotes/origin/main', warning: null }
    expect(await repository.resolve(main)).toEqual(remote)
    expect(await repository.resolve({ branch: 'other', commit: null })).toEqual({
      commit: first,
      ref: 'HEAD',
      warning: expect.stringContaining('Cannot find the branch `other`'),
    })
  })

  it('says what is not there: any commit, or the branch', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    await expect((await open(source.directory)).resolve(main)).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('has no commit yet'),
    })
    const head = { branch: 'main', commit: 'HEAD' }
    await expect((await open(source.directory)).resolve(head)).rejects.toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('has no commit yet'),
    })
    await source.commit()
    await source.git('branch', '-m', 'develop')
    await source.git('symbolic-ref', 'HEAD', 'refs/heads/main')
    await expect((await open(source.directory)).resolve(main)).rejects.toMatchObject({
      code: 'REF',
      message: expect.stringContaining('Cannot find the branch `main`'),
    })
  })

  it('takes no hostile name, and tells nothing of what a name leads to', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    await source.commit()
    await writeFile(join(source.directory, 'secret'), 'root:x:0\n')
    const git = join(source.directory, '.git')
    await writeFile(join(git, 'refs/heads/outside'), 'ref: ../secret\n')
    await writeFile(join(git, 'refs/heads/text'), '../secret\n')
    await source.git('symbolic-ref', 'refs/heads/loop', 'refs/heads/loop')
    const repository = await open(source.directory)
    for (const name of [
      '--upload-pack=touch x',
      '-x',
      '../../../../etc/passwd',
      'refs/heads/a..b',
      'refs/../../secret',
      'HEAD\n',
      'main:a.md',
      'outside',
      'text',
      'loop',
    ]) {
      await expect(repository.resolve({ branch: 'main', commit: name })).rejects.toMatchObject({
        code: 'REF',
        message: expect.not.stringContaining('root:'),
      })
    }
  })
}
