import type { Change } from '../../src/source/change.ts'
import { type GraphCommit, walkAll } from '../../src/source/graph.ts'
import { type HistoryCommit, walkHistory } from '../../src/source/history.ts'
import { openNativeRepository } from '../../src/source/native-repository.ts'
import { createRepository, type TestRepository } from './repository.ts'

const collect = async <Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> => {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

/** The first-parent history of HEAD. */
export const historyOf = async (
  source: TestRepository,
  from: string | null = null,
): Promise<readonly HistoryCommit[]> => {
  const to = await source.git('rev-parse', 'HEAD')
  return collect(walkHistory(await openNativeRepository(source.directory), { from, to }))
}

/** Every commit that HEAD contains. */
export const graphOf = async (
  source: TestRepository,
  from: string | null = null,
): Promise<readonly GraphCommit[]> => {
  const to = await source.git('rev-parse', 'HEAD')
  return collect(walkAll(await openNativeRepository(source.directory), { from, to }))
}

/** Changed paths, with `+` where added and `-` where removed. */
export const pathsOf = (changes: readonly Change[]): readonly string[] =>
  changes.map(({ path, oldOid, newOid }) =>
    oldOid === null ? `+${path}` : newOid === null ? `-${path}` : path,
  )

/** Two lines of development that were merged: `main` added m.md, `side` added s.md. */
export const createMerged = async () => {
  const source = await createRepository({ 'a.md': 'a' })
  const root = await source.commit('Root')
  await source.git('checkout', '--quiet', '-b', 'side')
  await source.write({ 's.md': 's' })
  const side = await source.commit('Side')
  await source.git('checkout', '--quiet', 'main')
  await source.write({ 'm.md': 'm' })
  const main = await source.commit('Main')
  await source.git('merge', '--quiet', '--no-ff', '-m', 'Merge side', 'side')
  return { source, root, side, main, merge: await source.git('rev-parse', 'HEAD') }
}
