import { chmod, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createRepository, type TestRepository } from '../support/repository.ts'
import { type OpenReader, temporary } from './read-by-git.ts'

/** What every reader of Git must find in a work tree. */
export const workTreeContract = (open: OpenReader): void => {
  const pathsIn = async (source: TestRepository): Promise<readonly string[]> => {
    const { snapshots } = await open(source.directory)
    const { changes } = await snapshots.readWorkTree((path) => path.endsWith('.md'))
    return changes.map(({ path, newMode, newOid }) => `${path} ${newMode} ${newOid}`)
  }
  const namesIn = async (source: TestRepository): Promise<readonly string[]> =>
    (await pathsIn(source)).map((line) => line.split(' ')[0] ?? '')

  it('reads the files that lie in a work tree, committed or not, named as Git would', async () => {
    await using source = await createRepository({ 'a.md': 'one', 'gone.md': 'x', 'd/run.md': '#!' })
    await source.commit()
    await source.write({ 'a.md': 'changed', 'd/new é.md': 'new' })
    await chmod(join(source.directory, 'd/run.md'), 0o755)
    await source.remove('gone.md')
    const oidOf = (path: string): Promise<string> => source.git('hash-object', path)
    expect(await pathsIn(source)).toEqual([
      `a.md 100644 ${await oidOf('a.md')}`,
      `d/new é.md 100644 ${await oidOf('d/new é.md')}`,
      `d/run.md 100755 ${await oidOf('d/run.md')}`,
    ])
  })

  it('takes from the index which files are programs where the file system does not keep it', async () => {
    await using source = await createRepository({ 'a.md': '1', 'b.md': '2' })
    await source.commit()
    await source.git('update-index', '--chmod=+x', 'a.md')
    await source.git('config', 'core.fileMode', 'false')
    for (const path of ['a.md', 'b.md', 'new.md']) {
      await writeFile(join(source.directory, path), 'changed', { mode: 0o755 })
      await chmod(join(source.directory, path), 0o755)
    }
    const modes = (await pathsIn(source)).map((line) => line.split(' ')[1])
    expect(modes).toEqual(['100755', '100644', '100644'])
  })

  it('leaves out what Git ignores, unless it is tracked', async () => {
    await using source = await createRepository({
      '.gitignore': '\ufeff/build/\n*.tmp.md\n!keep.tmp.md\nTrap.md\nnested/\n',
      'build/a.md': 'x',
      'b.tmp.md': 'x',
      'keep.tmp.md': 'x',
      'trap.md': 'x',
      'sub/build/a.md': 'x',
      'sub/nested/b.md': 'x',
      'sub/deep/.gitignore': '*\n!c.md\n!nested\n!nested/**\n',
      'sub/deep/c.md': 'x',
      'sub/deep/d.md': 'x',
      'sub/deep/nested/e.md': 'x',
      'private.md': 'x',
      'tracked.tmp.md': 'x',
      'build/tracked.md': 'x',
    })
    await source.git('add', '--force', 'tracked.tmp.md', 'build/tracked.md')
    await writeFile(join(source.directory, '.git/info/exclude'), '/private.md\n/keep.tmp.md\n')
    const listing = await source.git('ls-files', '--cached', '--others', '--exclude-standard')
    const expected = listing.split('\n').toSorted()
    expect(expected).toContain('sub/deep/nested/e.md')
    expect(expected).not.toContain('build/a.md')
    expect(await namesIn(source)).toEqual(expected)
  })

  it('lists the files of a directory that has taken the place of a file, and the other way round', async () => {
    await using source = await createRepository({ 'a.md': '1', 'b.md/c.md': '2' })
    await source.commit()
    await source.remove('a.md', 'b.md')
    await source.write({
      'a.md/new.md': '3',
      'b.md': '4',
      'd/.git/no-repository.md': '5',
      'd/e.md': '6',
    })
    expect(await namesIn(source)).toEqual(['a.md', 'a.md/new.md', 'b.md', 'd/e.md'])
  })

  it('goes neither through links nor into other repositories', async () => {
    await using outside = await createRepository({ 'secret.md': 'x' })
    await outside.commit()
    await using source = await createRepository({ 'a.md': '1' })
    await source.git('clone', '--quiet', outside.directory, join(source.directory, 'other'))
    await source.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      outside.directory,
      'module',
    )
    await symlink(outside.directory, join(source.directory, 'linked'))
    expect(await namesIn(source)).toEqual(['.gitmodules', 'a.md', 'linked', 'module', 'other/'])
  })

  it('reads the work tree of a linked one, with the patterns of the repository', async () => {
    await using source = await createRepository({ 'a.md': '1' })
    await source.commit()
    await writeFile(join(source.directory, '.git/info/exclude'), 'private.md\n')
    await using scratch = await temporary()
    const linked = join(scratch.path, 'linked')
    await source.git('worktree', 'add', '--quiet', '--detach', linked)
    for (const name of ['new.md', 'private.md']) await writeFile(join(linked, name), 'x')
    const { snapshots } = await open(linked)
    const { changes } = await snapshots.readWorkTree(() => true)
    expect(changes.map(({ path }) => path)).toEqual(['a.md', 'new.md'])
  })

  it('says GIT in a bare repository', async () => {
    await using source = await createRepository({ 'a.md': '1' })
    await source.commit()
    const { snapshots } = await open(join(source.directory, '.git'))
    await expect(snapshots.readWorkTree(() => true)).rejects.toMatchObject({ code: 'GIT' })
  })
}
