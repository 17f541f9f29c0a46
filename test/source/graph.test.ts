import { describe, expect, it } from 'vitest'
import { createMerged, graphOf, pathsOf } from '../support/history.ts'
import { createRepository } from '../support/repository.ts'

describe('walkAll', () => {
  it('gives every commit, children first, with its changes against each parent', async () => {
    const { source, root, side, main, merge } = await createMerged()
    await using _ = source
    const commits = await graphOf(source)
    expect(commits.map(({ commit }) => commit)).toHaveLength(4)
    const byCommit = new Map(commits.map((each) => [each.commit, each]))
    expect(commits[0]?.commit).toBe(merge)
    expect(commits[3]?.commit).toBe(root)
    expect(byCommit.get(merge)?.parents).toEqual([main, side])
    expect(byCommit.get(merge)?.changes.map(pathsOf)).toEqual([['+s.md'], ['+m.md']])
    expect(byCommit.get(side)?.changes.map(pathsOf)).toEqual([['+s.md']])
    expect(byCommit.get(root)).toMatchObject({ parents: [], changes: [[{ path: 'a.md' }]] })
  })

  it('gives an empty list for a parent from which a merge does not differ', async () => {
    await using source = await createRepository({ 'a.md': 'a' })
    const root = await source.commit('Root')
    await source.git('checkout', '--quiet', '-b', 'side')
    await source.write({ 's.md': 's' })
    const side = await source.commit('Side')
    await source.git('checkout', '--quiet', 'main')
    await source.git('merge', '--quiet', '--no-ff', '-m', 'Like side', 'side')
    await source.git('checkout', '--quiet', '-b', 'empty', root)
    const empty = await source.commit('Nothing')
    await source.git('merge', '--quiet', '-s', 'ours', '-m', 'Like empty', 'main')
    await source.git(
      'merge',
      '--quiet',
      '-s',
      'ours',
      '--allow-unrelated-histories',
      '--no-ff',
      '-m',
      'x',
      root,
    )
    const commits = await graphOf(source)
    expect(
      commits.map(({ parents, changes }) => [parents.length, ...changes.map(pathsOf)]),
    ).toEqual([
      [2, [], ['-s.md']],
      [2, ['+s.md'], []],
      [1, ['+s.md']],
      [1, []],
      [0, ['+a.md']],
    ])
    expect(commits[1]?.parents).toEqual([root, side])
    expect(commits[3]?.commit).toBe(empty)
  })

  it('leaves out what `from` contains', async () => {
    const { source, side, main, merge } = await createMerged()
    await using _ = source
    const since = async (from: string) => (await graphOf(source, from)).map(({ commit }) => commit)
    expect(await since(main)).toEqual([merge, side])
    expect(await since(side)).toEqual([merge, main])
    expect(await since(merge)).toEqual([])
  })
})
