import type { FileRole } from '../classify.ts'
import type { Config } from '../config.ts'
import type { CommitRange, HistoryCommit } from '../source/history.ts'
import type { Repository, ResolvedCommit } from '../source/repository.ts'
import { historyOf, shallow } from './check-descent.ts'
import type { Graph, GraphNode } from './origin.ts'

/** From what is recorded to the commit asked for. */
export type CommitLine = {
  readonly recorded: string | null
  readonly target: ResolvedCommit
}

/**
 * The first-parent commits that lead from what is recorded, which the repository has, to the commit asked for, oldest first.
 * Where there is no such line (`history: head`, a forced push that is allowed, a merge that took the
 * other side for the first parent), one step stands for all of it.
 * @throws ContentError `REFUSED` for a shallow clone
 */
export async function* readCommits(
  repository: Repository,
  config: Config,
  { recorded, target }: CommitLine,
): AsyncGenerator<HistoryCommit> {
  if (recorded === target.commit) return
  if (config.source.history === 'head') {
    yield await oneStep(repository, recorded, target.commit)
    return
  }
  if (recorded === null) {
    if (await repository.isShallow()) throw shallow()
    yield* historyOf(repository).walkHistory({ from: null, to: target.commit })
    return
  }
  let isFirst = true
  const range = { from: recorded, to: target.commit }
  for await (const commit of historyOf(repository).walkHistory(range)) {
    if (isFirst && commit.parents[0] !== recorded) {
      yield await oneStep(repository, recorded, target.commit)
      return
    }
    isFirst = false
    yield commit
  }
}

const oneStep = async (
  { snapshots }: Repository,
  from: string | null,
  to: string,
): Promise<HistoryCommit> => ({
  ...(await snapshots.readCommit(to)),
  parents: from === null ? [] : [from],
  changes: await snapshots.diffTrees(from, to),
})

/** Whether a merge brought translations, whose origins lie off the line. */
export const mergesTranslations = (
  commits: readonly HistoryCommit[],
  classify: (path: string) => FileRole,
): boolean =>
  commits.some(
    ({ parents, changes }) =>
      parents.length > 1 && changes.some(({ path }) => classify(path).kind === 'translation'),
  )

/** The commits of a range on and off the line, as far as they changed translations. */
export const readGraph = async (
  repository: Repository,
  { from, to }: CommitRange,
  classify: (path: string) => FileRole,
): Promise<Graph> => {
  const isTranslation = ({ path }: { readonly path: string }): boolean =>
    classify(path).kind === 'translation'
  const graph = new Map<string, GraphNode>()
  for await (const { commit, parents, changes } of historyOf(repository).walkAll({ from, to })) {
    graph.set(commit, {
      parents,
      changes: changes.map(
        (list) => new Map(list.filter(isTranslation).map((change) => [change.path, change])),
      ),
    })
  }
  return graph
}
