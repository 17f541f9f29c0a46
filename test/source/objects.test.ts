import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { openBatch } from '../../src/source/batch.ts'
import { gitEnvironment } from '../../src/source/git.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { openObjects } from '../../src/source/objects.ts'
import { createRepository } from '../support/repository.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

describe('openObjects', () => {
  it('answers 5,000 reads at once, each with its own bytes, a big blob among them', async () => {
    const small = Array.from({ length: 100 }, (_, at) => [`${at}.md`, `lesson ${at}\n`] as const)
    const big = Buffer.alloc(5_000_000, 'blob 12 x\n')
    await using source = await createRepository({ ...Object.fromEntries(small), big, empty: '' })
    const commit = await source.commit()
    const repository = await openNativeRepository(source.directory)
    await using objects = openObjects(repository)
    const paths = Array.from({ length: 5_000 }, (_, at) =>
      at % 1000 === 500 ? 'big' : at % 1000 === 501 ? 'empty' : `${at % 100}.md`,
    )
    const oids = new Map<string, string | null>()
    for (const path of new Set(paths)) oids.set(path, await objects.lookup(commit, path))
    const reads = await Promise.all(
      paths.map((path) => objects.read(oids.get(path) ?? '', 10_000_000)),
    )
    for (const [at, read] of reads.entries()) {
      const path = paths[at] ?? ''
      const expected = path === 'big' ? big : path === 'empty' ? '' : `lesson ${at % 100}\n`
      if (read.kind !== 'blob') throw new Error(`expected a blob at ${path}`)
      expect(Buffer.from(read.bytes).equals(Buffer.from(expected))).toBe(true)
    }
  })

  it('keeps nothing of a blob above the limit, and goes on with the next', async () => {
    await using source = await createRepository({ big: 'x'.repeat(200_000), small: 'small' })
    const commit = await source.commit()
    await using objects = openObjects(await openNativeRepository(source.directory))
    const big = (await objects.lookup(commit, 'big')) ?? ''
    const small = (await objects.lookup(commit, 'small')) ?? ''
    const [first, second, third] = await Promise.all([
      objects.read(big, 199_999),
      objects.read(small, 5),
      objects.read(big, 200_000),
    ])
    expect(first).toEqual({ kind: 'too-large', size: 200_000 })
    expect(second?.kind === 'blob' && text(second.bytes)).toBe('small')
    expect(third?.kind).toBe('blob')
  })

  it('says of an object that is not there, and of a tree, that it is missing', async () => {
    await using source = await createRepository({ 'a/b.md': 'b' })
    const commit = await source.commit()
    const tree = await source.git('rev-parse', 'HEAD:a')
    await using objects = openObjects(await openNativeRepository(source.directory))
    const blob = (await objects.lookup(commit, 'a/b.md')) ?? ''
    const missing = objects.read('f'.repeat(40), 100)
    const other = objects.read(tree, 100)
    const found = objects.read(blob, 100)
    expect(await missing).toEqual({ kind: 'missing' })
    expect(await other).toEqual({ kind: 'missing' })
    expect((await found).kind).toBe('blob')
    await expect(objects.read('HEAD', 100)).rejects.toMatchObject({ code: 'GIT' })
  })

  it('looks up blobs by path in any commit', async () => {
    await using source = await createRepository({ 'a b.md': '1', 'dir/é missing': '2' })
    const first = await source.commit()
    await source.remove('a b.md')
    const second = await source.commit()
    await using objects = openObjects(await openNativeRepository(join(source.directory, '.git')))
    const lookups = await Promise.all([
      objects.lookup(first, 'a b.md'),
      objects.lookup(second, 'a b.md'),
      objects.lookup(second, 'dir/é missing'),
      objects.lookup(second, 'dir'),
      objects.lookup('f'.repeat(40), 'a b.md'),
    ])
    expect(lookups).toEqual([
      await source.git('rev-parse', `${first}:a b.md`),
      null,
      await source.git('rev-parse', `${second}:dir/é missing`),
      null,
      null,
    ])
    await expect(objects.lookup('HEAD', 'a b.md')).rejects.toMatchObject({ code: 'REF' })
  })

  it('never sends a path that would be taken for something else', async () => {
    await using source = await createRepository({ 'a.md': '1' })
    const commit = await source.commit()
    await using objects = openObjects(await openNativeRepository(source.directory))
    for (const path of ['a.md\nHEAD', 'a.md\0', './a.md', '../a.md', 'x/../a.md', '', '/a.md'])
      expect(await objects.lookup(commit, path)).toBeNull()
    expect(await objects.lookup(commit, 'a.md')).toBe(await source.git('rev-parse', 'HEAD:a.md'))
  })

  it('answers what was asked before it closes, and nothing afterwards', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    const commit = await source.commit()
    const oid = await source.git('rev-parse', `${commit}:a.md`)
    const objects = openObjects(await openNativeRepository(source.directory))
    const reads = Array.from({ length: 50 }, () => objects.read(oid, 10))
    await objects.close()
    expect((await Promise.all(reads)).every((read) => read.kind === 'blob')).toBe(true)
    await expect(objects.read(oid, 10)).rejects.toMatchObject({ code: 'GIT' })
    await objects.close()
  })

  it('lets a program end once it is closed', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    await source.commit()
    const oid = await source.git('rev-parse', 'HEAD:a.md')
    const script = join(await mkdtemp(join(tmpdir(), 'hma-script-')), 'script.ts')
    await writeFile(
      script,
      `import { openObjects } from ${JSON.stringify(join(import.meta.dirname, '../../src/source/objects.ts'))}
       import { gitEnvironment } from ${JSON.stringify(join(import.meta.dirname, '../../src/source/git.ts'))}
       const objects = openObjects({ directory: ${JSON.stringify(source.directory)}, environment: gitEnvironment(process.env.PATH) })
       const read = await objects.read(${JSON.stringify(oid)}, 10)
       await objects.close()
       process.stdout.write(read.kind)`,
    )
    const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 20_000 })
    expect(stdout).toBe('blob')
    await rm(join(script, '..'), { recursive: true })
  })

  it('rejects everything outstanding where git cannot start or dies', async () => {
    await using source = await createRepository({ 'a.md': 'one' })
    const place = { directory: source.directory, environment: gitEnvironment('/nowhere') }
    const objects = openObjects(place)
    const oid = 'a'.repeat(40)
    const reads = await Promise.allSettled([objects.read(oid, 1), objects.read(oid, 1)])
    for (const read of reads)
      expect(read).toMatchObject({ status: 'rejected', reason: { code: 'GIT_MISSING' } })
    await expect(objects.read(oid, 1)).rejects.toMatchObject({ code: 'GIT_MISSING' })
    await objects.close()
  })
})

describe('openBatch', () => {
  it('rejects every question with the reason that git gives when it fails', async () => {
    await using source = await createRepository()
    const place = { directory: source.directory, environment: gitEnvironment(process.env.PATH) }
    const batch = openBatch<null, string>(place, ['cat-file', '--no-such-option'], () => () => {})
    const asked = await Promise.allSettled([batch.ask('a', null), batch.ask('b', null)])
    for (const each of asked)
      expect(each).toMatchObject({
        status: 'rejected',
        reason: { code: 'GIT', message: expect.stringContaining('no-such-option') },
      })
    await batch.close()
  })

  it('fails rather than guesses where a reply makes no sense', async () => {
    await using source = await createRepository()
    const place = { directory: source.directory, environment: gitEnvironment(process.env.PATH) }
    const batch = openBatch<null, string>(place, ['cat-file', '--batch-check'], () => () => {
      throw new Error('expected a header')
    })
    await expect(batch.ask('HEAD', null)).rejects.toMatchObject({
      code: 'GIT',
      message: expect.stringContaining('expected a header'),
    })
    await batch.close()
  })
})
