import { execFileSync } from 'node:child_process'
import { chmod, mkdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { readWorkTree } from '../../src/source/work-tree.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const listed = async (source: TestRepository, wanted: (path: string) => boolean = () => true) =>
  readWorkTree(await openNativeRepository(source.directory), wanted)

const modesOf = async (source: TestRepository) =>
  (await listed(source)).changes.map(({ path, newMode }) => `${path} ${newMode}`)

const textOf = async (source: TestRepository, path: string): Promise<string | null> => {
  const tree = await listed(source)
  const oid = tree.changes.find((change) => change.path === path)?.newOid ?? ''
  const read = await tree.read(oid, 1000)
  return read.kind === 'blob' ? Buffer.from(read.bytes).toString() : null
}

describe('readWorkTree', () => {
  it('lists what is committed, changed and new, as it lies there', async () => {
    await using source = await createRepository({ 'a.md': 'one', 'b.md': 'two', 'gone.md': 'x' })
    await source.commit()
    await source.write({ 'b.md': 'changed', 'd/new é.md': 'new' })
    await source.remove('gone.md')
    expect(await modesOf(source)).toEqual(['a.md 100644', 'b.md 100644', 'd/new é.md 100644'])
    expect(await textOf(source, 'b.md')).toBe('changed')
    expect(await textOf(source, 'd/new é.md')).toBe('new')
  })

  it('lists and reads a file whose name is no UTF-8, and follows no link to it', async () => {
    await using source = await createRepository({ 'd/b.md': 'other' })
    const at = (name: string) =>
      Buffer.concat([Buffer.from(`${source.directory}/`), Buffer.from(name, 'latin1')])
    await writeFile(at('d/caf\xe9.md'), 'one')
    expect(await modesOf(source)).toEqual(['d/b.md 100644', 'd/caf\\xe9.md 100644'])
    expect(await textOf(source, 'd/caf\\xe9.md')).toBe('one')
    await source.git('add', '--all')
    await rename(at('d'), at('e'))
    await symlink('e', at('d'))
    await rm(at('e/b.md'))
    await symlink('caf\xe9.md', at('e/\xe9.md'))
    expect(await modesOf(source)).toEqual([
      'd 120000',
      'd/caf\\xe9.md 120000',
      'e/\\xe9.md 120000',
      'e/caf\\xe9.md 100644',
    ])
  })

  it('leaves out what Git ignores', async () => {
    await using source = await createRepository({ '.gitignore': 'build/\n', 'build/a.md': 'x' })
    expect(await modesOf(source)).toEqual(['.gitignore 100644'])
  })

  it('names blobs as Git would', async () => {
    await using source = await createRepository({ 'a.md': 'one\n' })
    const { changes } = await listed(source)
    expect(changes[0]?.newOid).toBe(await source.git('hash-object', 'a.md'))
    await using other = await createRepository()
    await rm(join(other.directory, '.git'), { recursive: true })
    execFileSync('git', ['init', '--quiet', '--object-format=sha256', other.directory])
    await other.write({ 'a.md': 'one\n' })
    const [first] = (await listed(other)).changes
    expect(first?.newOid).toBe(await other.git('hash-object', 'a.md'))
    expect(first?.newOid).toHaveLength(64)
  })

  it('tells executable files from others', async () => {
    await using source = await createRepository({ 'a.md': '1', 'b.md': '2' })
    await chmod(join(source.directory, 'b.md'), 0o755)
    expect(await modesOf(source)).toEqual(['a.md 100644', 'b.md 100755'])
  })

  it('follows no link, neither to a file nor through a directory', async () => {
    await using outside = await createRepository({ 'secret.md': 'secret' })
    await using source = await createRepository({ 'd/a.md': 'one' })
    await source.commit()
    await symlink(join(outside.directory, 'secret.md'), join(source.directory, 'link.md'))
    await rm(join(source.directory, 'd'), { recursive: true })
    await symlink(outside.directory, join(source.directory, 'd'))
    await outside.write({ 'a.md': 'secret' })
    const tree = await listed(source)
    expect(tree.changes.map(({ path, newMode }) => `${path} ${newMode}`)).toEqual([
      'd 120000',
      'd/a.md 120000',
      'link.md 120000',
    ])
    for (const { newOid } of tree.changes) {
      expect(await tree.read(newOid ?? '', 1000)).not.toMatchObject({ kind: 'blob' })
    }
  })

  it('takes a repository inside for a submodule', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    await mkdir(join(source.directory, 'inner'))
    execFileSync('git', ['init', '--quiet', join(source.directory, 'inner')])
    await writeFile(join(source.directory, 'inner', 'b.md'), 'inner')
    const paths = await modesOf(source)
    expect(paths.filter((path) => path.endsWith('100644'))).toEqual(['a.md 100644'])
  })

  it('reads only what is wanted, and no more than the limit', async () => {
    await using source = await createRepository({ 'a.md': 'four', 'b.txt': 'other' })
    const tree = await listed(source, (path) => path.endsWith('.md'))
    const [lesson, other] = tree.changes
    expect(await tree.read(lesson?.newOid ?? '', 4)).toMatchObject({ kind: 'blob' })
    expect(await tree.read(lesson?.newOid ?? '', 3)).toEqual({ kind: 'too-large', size: 4 })
    expect(await tree.read(other?.newOid ?? '', 100)).not.toMatchObject({ kind: 'blob' })
    expect(await tree.read('f'.repeat(40), 100)).toEqual({ kind: 'missing' })
  })

  it('reads a lesson whose text is the name of a file that is not wanted', async () => {
    await using source = await createRepository({ 'a.md': 'b.txt', 'b.txt': 'other' })
    const tree = await listed(source, (path) => path.endsWith('.md'))
    expect(await tree.read(tree.changes[0]?.newOid ?? '', 100)).toMatchObject({ kind: 'blob' })
  })

  describe('of files that Git has looked at', () => {
    /** A commit whose files are older than the index, so that their stamps can be relied on. */
    const settled = async (files: Readonly<Record<string, string>>): Promise<TestRepository> => {
      const source = await createRepository(files)
      await source.commit()
      await settle(source)
      return source
    }
    const settle = async (source: TestRepository): Promise<void> => {
      const later = new Date(Date.now() + 60_000)
      await utimes(join(source.directory, '.git/index'), later, later)
    }
    /** Paths that are read from the disk, and not left to Git. */
    const readFrom = async (source: TestRepository): Promise<readonly string[]> => {
      const { changes, read } = await listed(source)
      const found = await Promise.all(changes.map(({ newOid }) => read(newOid ?? '', 1000)))
      return changes.flatMap(({ path }, at) => (found[at]?.kind === 'missing' ? [] : [path]))
    }

    it('names those that were not written since by the index, and reads the others', async () => {
      await using source = await settled({ 'a.md': 'one', 'b.md': 'two', 'd/c.md': 'three' })
      expect(await readFrom(source)).toEqual([])
      await source.write({ 'b.md': 'TWO', 'new.md': 'new' })
      expect(await readFrom(source)).toEqual(['b.md', 'new.md'])
    })

    it('reads a file whose content was changed back, or only its mode', async () => {
      await using source = await settled({ 'a.md': 'one', 'b.md': 'two' })
      await source.write({ 'a.md': 'one' })
      await chmod(join(source.directory, 'b.md'), 0o755)
      expect(await readFrom(source)).toEqual(['a.md', 'b.md'])
      expect(await modesOf(source)).toEqual(['a.md 100644', 'b.md 100755'])
    })

    it('reads a file that was written in the same instant as the index, or later', async () => {
      await using source = await settled({ 'a.md': 'one' })
      const { mtimeMs } = await stat(join(source.directory, 'a.md'))
      // `mtime` is rounded, and may be a later instant.
      const instant = new Date(Math.floor(mtimeMs))
      await utimes(join(source.directory, '.git/index'), instant, instant)
      expect(await readFrom(source)).toEqual(['a.md'])
    })

    it('does not take a file behind a link for the one that was there', async () => {
      await using source = await settled({ 'd/a.md': 'one' })
      await rename(join(source.directory, 'd'), join(source.directory, 'e'))
      await symlink('e', join(source.directory, 'd'))
      expect(await modesOf(source)).toEqual(['d 120000', 'd/a.md 120000', 'e/a.md 100644'])
    })

    it('counts what a sparse checkout leaves out as being there', async () => {
      await using source = await settled({ 'a.md': 'one', 'far/b.md': 'two' })
      await source.git('sparse-checkout', 'set', '--no-cone', '/a.md')
      await settle(source)
      expect(await modesOf(source)).toEqual(['a.md 100644', 'far/b.md 100644'])
    })

    it('reads a file with an open conflict as it lies there', async () => {
      await using source = await settled({ 'a.md': 'one' })
      await source.git('checkout', '--quiet', '-b', 'other')
      await source.write({ 'a.md': 'theirs' })
      await source.commit()
      await source.git('checkout', '--quiet', 'main')
      await source.write({ 'a.md': 'ours' })
      await source.commit()
      await source.git('merge', 'other').catch(() => '')
      await settle(source)
      expect(await readFrom(source)).toEqual(['a.md'])
      expect(await textOf(source, 'a.md')).toContain('<<<<<<<')
    })

    it.each([
      ['of version 4', ['update-index', '--index-version=4']],
      ['that is split', ['update-index', '--split-index']],
    ])('reads all files where the index is one %s', async (_, command) => {
      await using source = await settled({ 'a.md': 'one', 'b.md': 'two' })
      await source.git(...command)
      await settle(source)
      expect(await readFrom(source)).toEqual(['a.md', 'b.md'])
    })

    it('does not give out a large file under its old name once it was written', async () => {
      await using source = await createRepository({ 'a.md': 'x'.repeat(1024 * 1024 + 1) })
      const { changes, read } = await listed(source)
      const oid = changes[0]?.newOid ?? ''
      expect(await read(oid, 2_000_000)).toMatchObject({ kind: 'blob' })
      await source.write({ 'a.md': 'y'.repeat(1024 * 1024 + 1) })
      expect(await read(oid, 2_000_000)).toEqual({ kind: 'missing' })
    })
  })
})
