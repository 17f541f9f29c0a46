import type { FileRole } from '../classify.ts'
import type { Config } from '../config.ts'
import { ContentError } from '../errors.ts'
import { gitMissing } from '../source/git.ts'
import { hasCommit } from '../source/has-commit.ts'
import type { CommitRange, HistoryCommit } from '../source/history.ts'
import type { HistoryReader, Repository, ResolvedCommit } from '../source/repository.ts'
import type { Graph, GraphNode } from './origin.ts'

/** From what is recorded to the commit asked for, and whether a person confirmed that one. */
export type CommitLine = {
  readonly recorded: string | null
  readonly target: ResolvedCommit
  readonly confirmed: boolean
}

/**
 * The first-parent commits that lead from what is recorded to the commit asked for, oldest first.
 * Where there is no such line (`history: head`, a forced push that is allowed, a merge that took the
 * other side for the first parent), one step stands for all of it.
 * @throws ContentError `REFUSED` for a shallow clone, an older commit, or a forced push not allowed
 */
export async function* readCommits(
  repository: Repository,
  config: Config,
  { recorded, target, confirmed }: CommitLine,
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
  await checkDescent(repository, config, recorded, { target, confirmed })
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

const checkDescent = async (
  repository: Repository,
  config: Config,
  recorded: string,
  { target: { commit }, confirmed }: Pick<CommitLine, 'target' | 'confirmed'>,
): Promise<void> => {
  if (!(await hasCommit(repository, recorded))) {
    if (await repository.isShallow()) throw shallow()
  } else if (await historyOf(repository).isAncestor(recorded, commit)) return
  const { branch, forced } = config.source
  const tip = await repository.resolve({ branch, commit: null })
  if (tip.commit !== commit) {
    throw new ContentError(
      'REFUSED',
      `The commit \`${commit.slice(0, 12)}\` is superseded: it does not follow \`${recorded.slice(0, 12)}\`, which is recorded, and the branch stands elsewhere.`,
      { hint: 'To show an older release, run `hma-content rollback`.' },
    )
  }
  if (forced === 'allow' || confirmed) return
  throw new ContentError(
    'REFUSED',
    `The branch stands at \`${commit.slice(0, 12)}\`, which does not follow \`${recorded.slice(0, 12)}\`, which is recorded.`,
    {
      hint: 'If the history was rewritten on purpose, run `hma-content confirm`, then publish again. `source.forced: allow` never asks.',
    },
  )
}

const shallow = (): ContentError =>
  new ContentError('REFUSED', 'The clone is shallow, so the history of the lessons is not there.', {
    hint: 'Fetch all of it (`fetch-depth: 0` in actions/checkout, `git fetch --unshallow`), or set `source.history: head`.',
  })

const historyOf = ({ history }: Repository): HistoryReader => {
  if (history !== null) return history
  throw gitMissing('Cannot read the history of the lessons without `git`')
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
