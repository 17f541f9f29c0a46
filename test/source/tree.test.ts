import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { openObjects } from '../../src/source/objects.ts'
import { listTree, type TreeEntry } from '../../src/source/tree.ts'
import { createRepository } from '../support/repository.ts'

const rulesOf = (entries: readonly TreeEntry[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(entries.map(({ path, findings }) => [path, findings.map(({ rule }) => rule)]))

describe('listTree', () => {
  it('lists every file of a commit with mode and blob id', async () => {
    await using source = await createRepository({ 'b.md': 'b', 'a/é "x".md': 'a', 'run.sh': '#!' })
    await chmod(join(source.directory, 'run.sh'), 0o755)
    const commit = await source.commit()
    const entries = await listTree(await openNativeRepository(source.directory), commit)
    expect(entries).toEqual([
      {
        path: 'a/é "x".md',
        mode: '100644',
        oid: await source.git('rev-parse', 'HEAD:a/é "x".md'),
        findings: [],
      },
      {
        path: 'b.md',
        mode: '100644',
        oid: await source.git('rev-parse', 'HEAD:b.md'),
        findings: [],
      },
      {
        path: 'run.sh',
        mode: '100755',
        oid: await source.git('rev-parse', 'HEAD:run.sh'),
        findings: [],
      },
    ])
  })

  it('lists hostile names whole, each with its own findings, and good files beside them', async () => {
    await using source = await createRepository()
    const commit = await source.entries([
      { name: 'good.md', content: 'good' },
      { name: '..\\evil.md', content: 'x' },
      { name: '.GIT', content: [{ name: 'config', content: 'x' }] },
      { name: 'git~1', content: 'x' },
      { name: '.g\u200cit', content: 'x' },
      { name: '..', content: [{ name: 'up.md', content: 'x' }] },
      { name: '.git', content: [{ name: 'hooks', content: 'x' }] },
      { name: 'CON.md', content: 'x' },
      { name: 'trail. ', content: 'x' },
      { name: 'a:b.md', content: 'x' },
      { name: '-rf.md', content: 'x' },
      { name: 'line\nbreak.md', content: 'x' },
      { name: Buffer.from([0xff, 0x2e, 0x6d, 0x64]), content: 'x' },
      { name: 'n'.repeat(300), content: 'x' },
      { name: 'zz', content: [{ name: 'also-good.md', content: 'good' }] },
    ])
    expect(rulesOf(await listTree(await openNativeRepository(source.directory), commit))).toEqual({
      'good.md': [],
      '..\\evil.md': ['PATH_BACKSLASH'],
      '.GIT/config': ['PATH_GIT'],
      'git~1': ['PATH_GIT'],
      '.g\u200cit': ['PATH_GIT'],
      '../up.md': ['PATH_DOTS'],
      '.git/hooks': ['PATH_GIT'],
      'CON.md': ['PATH_DEVICE'],
      'trail. ': ['PATH_TRAILING'],
      'a:b.md': ['PATH_COLON'],
      '-rf.md': ['PATH_DASH'],
      'line\nbreak.md': ['PATH_CONTROL'],
      '\\xff.md': ['PATH_ENCODING'],
      ['n'.repeat(300)]: ['PATH_LENGTH'],
      'zz/also-good.md': [],
    })
  })

  it('lists 40 levels of directories as one path that is too deep', async () => {
    const path = `${'d/'.repeat(40)}a.md`
    await using source = await createRepository({ [path]: 'x' })
    const entries = await listTree(
      await openNativeRepository(source.directory),
      await source.commit(),
    )
    expect(rulesOf(entries)).toEqual({ [path]: ['PATH_DEPTH'] })
  })

  it('reports links and submodules and follows neither', async () => {
    await using source = await createRepository()
    const commit = await source.entries([
      { name: 'index.md', mode: '120000', content: '/etc/passwd' },
      { name: 'loop', mode: '120000', content: 'loop' },
      { name: 'module', mode: '160000', oid: 'a'.repeat(40) },
      {
        name: '.gitmodules',
        content: '[submodule "module"]\n\tpath = module\r\n\turl = ext::sh\n',
      },
    ])
    const repository = await openNativeRepository(source.directory)
    const entries = await listTree(repository, commit)
    expect(rulesOf(entries)).toEqual({
      '.gitmodules': [],
      'index.md': ['MODE_SYMLINK'],
      loop: ['MODE_SYMLINK'],
      module: ['MODE_GITLINK'],
    })
    await using objects = openObjects(repository)
    const link = entries.find(({ path }) => path === 'index.md')
    const read = await objects.read(link?.oid ?? '', 100)
    expect(read.kind === 'blob' && Buffer.from(read.bytes).toString()).toBe('/etc/passwd')
    expect(await objects.lookup(commit, 'module')).toBeNull()
  })

  it('runs no hook, filter, diff driver or monitor of the repository', async () => {
    await using source = await createRepository({
      'a.md': 'one',
      '.gitattributes': '*.md filter=evil diff=evil\n',
      'hooks/post-checkout': '#!/bin/sh\ntouch ran',
    })
    const marker = join(source.directory, 'ran')
    const commit = await source.commit()
    const program = join(source.directory, '.git', 'program')
    await writeFile(program, `#!/bin/sh\ntouch ${marker}\n`)
    await chmod(program, 0o755)
    for (const key of [
      'filter.evil.smudge',
      'filter.evil.clean',
      'diff.evil.textconv',
      'diff.evil.command',
      'diff.external',
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'gpg.program',
    ])
      await source.git('config', key, program)
    await source.git('config', 'log.showSignature', 'true')
    const repository = await openNativeRepository(source.directory)
    await repository.resolve({ branch: 'main', commit: null })
    const entries = await listTree(repository, commit)
    await using objects = openObjects(repository)
    const read = await objects.read(entries.find(({ path }) => path === 'a.md')?.oid ?? '', 10)
    expect(read.kind === 'blob' && Buffer.from(read.bytes).toString()).toBe('one')
    expect(existsSync(marker)).toBe(false)
  })

  it('says GIT of a commit that is not there and REF of what is no commit id', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    await source.commit()
    const repository = await openNativeRepository(source.directory)
    await expect(listTree(repository, 'f'.repeat(40))).rejects.toMatchObject({ code: 'GIT' })
    await expect(listTree(repository, '--help')).rejects.toMatchObject({ code: 'REF' })
  })
})
