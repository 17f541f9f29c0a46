import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffTrees } from '../../src/source/change.ts'
import type { HistoryCommit } from '../../src/source/history.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { createMerged, historyOf, pathsOf } from '../support/history.ts'
import { createRepository, type TestRepository } from '../support/repository.ts'

const writeOrRemove = async (
  source: TestRepository,
  path: string,
  content: string | null,
): Promise<void> => {
  await source.git('rm', '--quiet', '--ignore-unmatch', '--', path)
  if (content !== null) await source.write({ [path]: content })
  await source.commit()
}

const onSideBranch = async (source: TestRepository, edit: () => Promise<void>): Promise<void> => {
  await source.git('checkout', '--quiet', '-b', 'side')
  await edit()
  await source.git('checkout', '--quiet', 'main')
  await source.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'side')
  await source.git('branch', '-D', 'side')
}

/** The files that all changes, one after the other, leave; each must begin where the last one ended. */
const replay = (commits: readonly HistoryCommit[]): ReadonlyMap<string, string> => {
  const files = new Map<string, string>()
  for (const { path, oldOid, newOid } of commits.flatMap(({ changes }) => changes)) {
    expect(files.get(path) ?? null).toBe(oldOid)
    if (newOid === null) files.delete(path)
    else files.set(path, newOid)
  }
  return files
}

describe('diffTrees', () => {
  it('compares any two commits, or one with nothing', async () => {
    const { source, side, main } = await createMerged()
    await using _ = source
    const repository = await openNativeRepository(source.directory)
    expect(pathsOf(await diffTrees(repository, side, main))).toEqual(['+m.md', '-s.md'])
    expect(pathsOf(await diffTrees(repository, null, main))).toEqual(['+a.md', '+m.md'])
    expect(await diffTrees(repository, main, main)).toEqual([])
    await expect(diffTrees(repository, main, 'f'.repeat(40))).rejects.toMatchObject({ code: 'GIT' })
  })
})

describe('changes and trees', () => {
  it('add up to the tree of the last commit, whatever was written, removed and merged', async () => {
    const step = fc.record({
      path: fc.constantFrom('a', 'b', 'c/d', 'c/e'),
      content: fc.constantFrom('', '1', '2', null),
      merge: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        await using source = await createRepository({ root: 'x' })
        await source.commit()
        for (const { path, content, merge } of steps) {
          const edit = () => writeOrRemove(source, path, content)
          await (merge ? onSideBranch(source, edit) : edit())
        }
        const repository = await openNativeRepository(source.directory)
        const all = await diffTrees(repository, null, await source.git('rev-parse', 'HEAD'))
        const files = all.map(({ path, newOid }) => [path, newOid])
        expect([...replay(await historyOf(source))].toSorted()).toEqual(files.toSorted())
      }),
      { numRuns: 5 },
    )
  })
})
