import { describe, expect, it } from 'vitest'
import { readCommit, walkHistory } from '../../src/source/history.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { createMerged, historyOf, pathsOf } from '../support/history.ts'
import { createRepository } from '../support/repository.ts'

describe('walkHistory', () => {
  it('gives commits oldest first, each with what it changed', async () => {
    await using source = await createRepository({ 'a.md': 'one', 'b.md': 'two' })
    const first = await source.commit('Add lessons', {
      author: 'Zoë "Z" O\'Neil <z+x@example.org>',
    })
    await source.write({ 'a.md': 'three' })
    await source.move('b.md', 'c/b.md')
    const second = await source.commit(
      'Move a lesson\n\nLong text.\n\nChange-Type: major\nReviewed-by: B <b@c>',
    )
    const [one, two, ...none] = await historyOf(source)
    const blob = (name: string): Promise<string> => source.git('rev-parse', name)
    expect(one).toEqual({
      commit: first,
      parents: [],
      author: { name: 'Zoë "Z" O\'Neil', email: 'z+x@example.org' },
      date: '2026-01-01T00:00:00Z',
      subject: 'Add lessons',
      trailers: [],
      changes: [
        {
          path: 'a.md',
          oldMode: '000000',
          newMode: '100644',
          oldOid: null,
          newOid: await blob(`${first}:a.md`),
        },
        {
          path: 'b.md',
          oldMode: '000000',
          newMode: '100644',
          oldOid: null,
          newOid: await blob(`${first}:b.md`),
        },
      ],
    })
    expect(two).toMatchObject({
      commit: second,
      parents: [first],
      author: { name: 'Ada Author', email: 'ada@example.org' },
      date: '2026-01-01T00:01:00Z',
      subject: 'Move a lesson',
      trailers: [
        { key: 'Change-Type', value: 'major' },
        { key: 'Reviewed-by', value: 'B <b@c>' },
      ],
    })
    expect(pathsOf(two?.changes ?? [])).toEqual(['a.md', '-b.md', '+c/b.md'])
    expect(none).toEqual([])
  })

  it('leaves out `from` and everything before it', async () => {
    await using source = await createRepository({ 'a.md': '1' })
    const first = await source.commit()
    await source.write({ 'a.md': '2' })
    const second = await source.commit()
    const ids = (await historyOf(source, first)).map(({ commit }) => commit)
    expect(ids).toEqual([second])
    expect(await historyOf(source, second)).toEqual([])
  })

  it('gives a merge what it brought to its first parent, and nothing of the side branch', async () => {
    const { source, root, side, main, merge } = await createMerged()
    await using _ = source
    const commits = await historyOf(source)
    expect(commits.map(({ commit }) => commit)).toEqual([root, main, merge])
    expect(commits[2]?.parents).toEqual([main, side])
    expect(pathsOf(commits[2]?.changes ?? [])).toEqual(['+s.md'])
  })

  it('lists links, submodules and changes of mode', async () => {
    await using source = await createRepository()
    await source.entries([{ name: 'a', content: 'x' }])
    await source.git('config', 'diff.ignoreSubmodules', 'all')
    await source.entries([
      { name: 'a', mode: '120000', content: 'x' },
      { name: 'm', mode: '160000', oid: 'a'.repeat(40) },
    ])
    const changes = (await historyOf(source))[1]?.changes ?? []
    expect(changes.map(({ path, oldMode, newMode }) => [path, oldMode, newMode])).toEqual([
      ['a', '100644', '120000'],
      ['m', '000000', '160000'],
    ])
  })

  it('says GIT where a commit is missing, and lets the reader stop early', async () => {
    await using source = await createRepository({ 'a.md': '1' })
    const first = await source.commit()
    await source.commit()
    await expect(historyOf(source, 'f'.repeat(40))).rejects.toMatchObject({ code: 'GIT' })
    await expect(historyOf(source, '--all')).rejects.toMatchObject({ code: 'REF' })
    const repository = await openNativeRepository(source.directory)
    for await (const { commit } of walkHistory(repository, { from: null, to: first })) {
      expect(commit).toBe(first)
      break
    }
  })
})

describe('readCommit', () => {
  it('gives the same as the walk over history', async () => {
    const { source } = await createMerged()
    await using _ = source
    const repository = await openNativeRepository(source.directory)
    for (const commit of await historyOf(source))
      expect(await readCommit(repository, commit.commit)).toEqual(commit)
    await expect(readCommit(repository, 'f'.repeat(40))).rejects.toMatchObject({ code: 'GIT' })
    await expect(readCommit(repository, 'HEAD')).rejects.toMatchObject({ code: 'REF' })
  })
})
