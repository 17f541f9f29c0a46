import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createRepository } from '../support/repository.ts'
import { listed, listedByGit, missing, type OpenReader, textOf } from './read-by-git.ts'

/** What every reader of Git must find at a commit. */
export const contentContract = (open: OpenReader): void => {
  it('lists every file, link and submodule of a commit, loose or packed', async () => {
    await using source = await createRepository()
    const commit = await source.entries([
      { name: 'B.md', content: 'b' },
      { name: 'a', content: [{ name: 'é "x"\n.md', content: 'a' }] },
      { name: 'a-b.md', content: 'after a/ in a tree, before it in a list' },
      { name: 'CON.md', content: 'a name that is reported, not refused' },
      { name: 'empty', content: [] },
      { name: 'index.md', mode: '120000', content: '/etc/passwd' },
      { name: 'module', mode: '160000', oid: 'a'.repeat(40) },
      { name: 'old.md', mode: '100664', content: 'a mode of old' },
      { name: 'run.sh', mode: '100755', content: '#!' },
      { name: '\u{1f98c}.md', content: 'deer' },
      { name: '\uffee.md', content: 'before the deer in UTF-8, behind it in UTF-16' },
    ])
    const expected = await listedByGit(source, commit)
    expect(expected).toHaveLength(10)
    for (const pack of [false, true]) {
      if (pack) await source.git('gc', '--quiet', '--prune=now')
      const repository = await open(source.directory)
      expect(await listed(repository, commit)).toEqual(expected)
      const entries = await repository.snapshots.listTree(commit)
      const found = entries.flatMap(({ path, findings }) =>
        findings.map(({ rule }) => `${path} ${rule}`),
      )
      expect(found).toEqual([
        'CON.md PATH_DEVICE',
        'a/é "x"\n.md PATH_CONTROL',
        'index.md MODE_SYMLINK',
        'module MODE_GITLINK',
      ])
      const link = entries.find(({ path }) => path === 'index.md')
      expect(await textOf(repository, link?.oid ?? null)).toBe('/etc/passwd')
    }
  })

  it('lists a commit without files', async () => {
    await using source = await createRepository()
    const commit = await source.commit()
    const repository = await open(source.directory)
    expect(await listed(repository, commit)).toEqual([])
    expect(await repository.snapshots.diffTrees(null, commit)).toEqual([])
  })

  it('compares two commits, or one with nothing, in the order and words of Git', async () => {
    await using source = await createRepository({
      'a.md': '1',
      'b/c.md': '2',
      'file-to-directory': '3',
      'directory-to-file/x.md': '4',
      '\u{1f98c}.md': '5',
      '\uffee.md': '6',
      'same/z.md': '7',
    })
    await writeFile(join(source.directory, 'run.sh'), '#!')
    const first = await source.commit()
    await source.remove('file-to-directory', 'directory-to-file', '\u{1f98c}.md')
    await source.write({
      'a.md': 'changed',
      'file-to-directory/y.md': '8',
      'directory-to-file': '9',
    })
    await source.write({ '\uffee.md': 'changed', 'b.md': 'new' })
    await chmod(join(source.directory, 'run.sh'), 0o755)
    const second = await source.commit()
    const { snapshots } = await open(source.directory)
    const zero = '0'.repeat(40)
    const shown = async (from: string | null, to: string): Promise<readonly string[]> =>
      (await snapshots.diffTrees(from, to)).map(
        ({ path, oldMode, newMode, oldOid, newOid }) =>
          `${oldMode} ${newMode} ${oldOid ?? zero} ${newOid ?? zero} ${path}`,
      )
    const byGit = async (from: string, to: string): Promise<readonly string[]> => {
      const output = await source.git('diff-tree', '-r', '-z', '--no-renames', from, to)
      return [...output.matchAll(/:([^\0]*) [A-Z]\0([^\0]*)\0/g)].map(([, a, b]) => `${a} ${b}`)
    }
    expect(await shown(first, second)).toEqual(await byGit(first, second))
    expect(await shown(second, first)).toEqual(await byGit(second, first))
    const empty = await source.git('mktree', '--missing')
    expect(await shown(null, second)).toEqual(await byGit(empty, second))
    expect(await shown(first, first)).toEqual([])
  })

  it('reads blobs up to a limit, loose or packed, each with its own bytes', async () => {
    const big = Buffer.alloc(200_000, 'blob 12 x\n')
    await using source = await createRepository({ big, empty: '', 'd/small': 'small' })
    const commit = await source.commit()
    const oidOf = (path: string): Promise<string> => source.git('rev-parse', `${commit}:${path}`)
    const [bigOid, emptyOid, tree] = await Promise.all(['big', 'empty', 'd'].map(oidOf))
    for (const pack of [false, true]) {
      if (pack) await source.git('gc', '--quiet', '--prune=now')
      const repository = await open(source.directory)
      await using objects = repository.snapshots.openObjects()
      const reads = await Promise.all([
        objects.read(bigOid ?? '', 199_999),
        objects.read(bigOid ?? '', 200_000),
        objects.read(emptyOid ?? '', 0),
        objects.read(tree ?? '', 1000),
        objects.read(missing, 1000),
        objects.read('f'.repeat(64), 1000),
      ])
      const [tooLarge, whole, empty, ...others] = reads
      expect(tooLarge).toEqual({ kind: 'too-large', size: 200_000 })
      expect(whole?.kind === 'blob' && Buffer.from(whole.bytes).equals(big)).toBe(true)
      expect(empty?.kind === 'blob' && empty.bytes.byteLength).toBe(0)
      expect(others).toEqual([{ kind: 'missing' }, { kind: 'missing' }, { kind: 'missing' }])
      await expect(objects.read('HEAD', 100)).rejects.toMatchObject({ code: 'GIT' })
    }
  })

  it('looks up blobs by path in any commit', async () => {
    await using source = await createRepository({ 'a b.md': '1', 'dir/é.md': '2' })
    const first = await source.commit()
    await source.remove('a b.md')
    const second = await source.entries([
      { name: 'dir', content: [{ name: 'é.md', content: '2' }] },
      { name: 'link', mode: '120000', content: 'dir' },
      { name: 'module', mode: '160000', oid: 'a'.repeat(40) },
    ])
    const repository = await open(source.directory)
    await using objects = repository.snapshots.openObjects()
    expect(await objects.lookup(first, 'a b.md')).toBe(
      await source.git('rev-parse', `${first}:a b.md`),
    )
    expect(await objects.lookup(second, 'dir/é.md')).toBe(
      await source.git('rev-parse', `${second}:dir/é.md`),
    )
    expect(await objects.lookup(second, 'link')).toBe(
      await source.git('rev-parse', `${second}:link`),
    )
    for (const path of ['a b.md', 'dir', 'module', 'link/é.md', '', '/dir', './dir', 'dir/../link'])
      expect(await objects.lookup(second, path)).toBeNull()
    expect(await objects.lookup(missing, 'a b.md')).toBeNull()
    await expect(objects.lookup('HEAD', 'a b.md')).rejects.toMatchObject({ code: 'REF' })
  })

  it('answers nothing once it is closed', async () => {
    await using source = await createRepository({ 'a.md': '1' })
    await source.commit()
    const oid = await source.git('rev-parse', 'HEAD:a.md')
    const objects = (await open(source.directory)).snapshots.openObjects()
    expect((await objects.read(oid, 10)).kind).toBe('blob')
    await objects.close()
    await expect(objects.read(oid, 10)).rejects.toMatchObject({ code: 'GIT' })
    await objects.close()
  })

  it('says GIT of an object that is damaged', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    await source.commit()
    const oid = await source.git('rev-parse', 'HEAD:a.md')
    const file = join(source.directory, '.git/objects', oid.slice(0, 2), oid.slice(2))
    await chmod(file, 0o600)
    await writeFile(file, 'no object')
    const objects = (await open(source.directory)).snapshots.openObjects()
    const read = await objects.read(oid, 10).catch((error: { code: string }) => error.code)
    await objects.close().catch(() => {})
    expect(['GIT', { kind: 'missing' }]).toContainEqual(read)
  })
}
