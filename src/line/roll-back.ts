import { type Decider, decide } from '../database/decisions.ts'
import { flipBack } from '../database/flip-back.ts'
import { loadRecorded, type RecordedRows } from '../database/load-recorded.ts'
import { activeModel } from '../database/models.ts'
import { loadReleases, loadTextsOf, type ReleaseRow } from '../database/releases.ts'
import { nextSequence } from '../database/sequence.ts'
import { type Ruling, standing } from '../decision.ts'
import type { PlannedRun } from '../pipeline.ts'
import { reach } from '../point.ts'
import { readPointer } from '../publish/write-pointer.ts'
import { type EmbedSummary, embedLive } from './embed-live.ts'
import {
  changesBetween,
  isShown,
  isWholeAsKept,
  momentOf,
  noSuchRelease,
  type RollbackRequest,
  releaseToShow,
  type TextChanges,
} from './plan-rollback.ts'
import { pointTo } from './release.ts'
import {
  type AgainInput,
  applyAgain,
  endsToday,
  finishPointer,
  keepToMoment,
} from './release-again.ts'

/**
 * A rollback that is worked out. `kept`: the rows and objects are all there, and nothing is read, made or bought.
 * `line`: the release has to be made again from Git. `shown`: the environment shows it already.
 */
export type Rollback = {
  readonly way: 'kept' | 'line' | 'shown'
  readonly release: ReleaseRow
  /** Null where the line has to tell. */
  readonly texts: TextChanges | null
  readonly rows: RecordedRows
  readonly releases: readonly ReleaseRow[]
}

/** Works out what going back to a release takes; changes nothing that is live. */
export const planRollback = async (
  input: AgainInput,
  request: RollbackRequest,
): Promise<Rollback> => {
  const { connections, config, now } = input
  const { database, bucket } = connections
  const rows = await loadRecorded(database)
  const releases = await loadReleases(database)
  const [last] = releases
  // Told to go back twice because the first was killed, it does not go back further.
  const isUnfinished = request.kind === 'previous' && last?.pointerWritten === false
  const unfinished = isUnfinished
    ? releases.find(({ sequence }) => sequence === last?.restores)
    : undefined
  const release =
    unfinished ?? releaseToShow(request, releases) ?? (await releaseOfCommit(input, request, rows))
  const base = { release, rows, releases }
  if (isShown(release, standing(rows.decisions), releases))
    return { ...base, way: 'shown', texts: changesBetween([], []) }
  const texts = await loadTextsOf(database, release.sequence)
  const { ended } = endsToday(rows, config.source.language, now)
  const isKept =
    isWholeAsKept(release, releases, texts, { decisions: rows.decisions, ended, now }) &&
    (await bucket.head(release.rootKey)) !== null
  return isKept
    ? { ...base, way: 'kept', texts: changesBetween(rows.live, texts) }
    : { ...base, way: 'line', texts: null }
}

/** What going back came to. */
export type RolledBack = {
  /** Number of the new release; null where nothing had to change. */
  readonly release: number | null
  readonly embeddings: EmbedSummary
}

/** Goes back to a release whose rows and objects are kept, or that is shown already, and pins the environment to it. */
export const rollBack = async (
  input: AgainInput,
  rollback: Rollback,
  decider: Decider,
): Promise<RolledBack> => {
  const { connections, stages, onProgress } = input
  const ruling = rulingOf(rollback)
  if (rollback.way === 'shown') await finishPointer(input, rollback.releases[0])
  const release =
    rollback.way === 'kept'
      ? await stages.run('release', () => flip(input, rollback, { ruling, decider }))
      : null
  const embeddings = await stages.run('embed', () => embedLive(connections, onProgress))
  return { release, embeddings }
}

/** Who goes back, asked once the cost is known; null to leave it at that. */
export type AfterCost = (run: PlannedRun) => Promise<Decider | null>

/** Makes a release again that is not kept whole, and pins the environment to it; null where it was left at the cost. */
export const rollBackByLine = async (
  input: AgainInput,
  rollback: Rollback,
  afterCost: AfterCost,
): Promise<RolledBack | null> => {
  const { database } = input.connections
  const ruling = rulingOf(rollback)
  return await keepToMoment(input, ruling, rollback.rows, async (run, line, remade) => {
    const decider = await afterCost(run)
    if (decider === null) return null
    const [decision] = await decide(database, [ruling], decider)
    reach('decided')
    return await applyAgain(input, afterDecision(run, decision?.sequence ?? 0), line, remade)
  })
}

/** The plan, which was made just before the decision that it follows. */
const afterDecision = (run: PlannedRun, decided: number): PlannedRun => ({
  ...run,
  recorded: { ...run.recorded, fence: run.recorded.fence + 1 },
  plan: { ...run.plan, decided },
})

const rulingOf = ({ release }: Rollback) => ({ kind: 'rollback', ...momentOf(release) }) as const

type Decided = { readonly ruling: Ruling; readonly decider: Decider }

/** One transaction, then one write of the pointer; nothing is read from Git, put into the bucket or embedded. */
const flip = async (
  { connections, config, now }: AgainInput,
  { release, rows }: Rollback,
  { ruling, decider }: Decided,
): Promise<number> => {
  const { database, bucket } = connections
  const { commit, rootKey, summary } = release
  const sequence = await nextSequence(database, (await readPointer(bucket))?.sequence ?? 0)
  const { dueAt } = endsToday(rows, config.source.language, now)
  const decided = standing(rows.decisions).decided + 1
  await flipBack(database, {
    fence: rows.fence,
    sequence,
    commit,
    rootKey,
    summary: summary && { ...summary, now, dueAt, decided },
    restores: release.sequence,
    model: (await activeModel(database)) ?? '',
    ruling,
    decider,
  })
  reach('released')
  await pointTo(connections, { sequence, root: rootKey, commit })
  return sequence
}

/**
 * A commit of the recorded history that had no release of its own, as a release: what the branch would have shown then
 * under the decisions and dates of today.
 */
const releaseOfCommit = async (
  { repository, config, now }: AgainInput,
  request: RollbackRequest,
  rows: RecordedRows,
): Promise<ReleaseRow> => {
  if (request.kind === 'previous' || rows.commit === null) throw noSuchRelease(request)
  const { commit } = await repository
    .resolve({ branch: config.source.branch, commit: request.name })
    .catch(() => {
      throw noSuchRelease(request)
    })
  const isRecorded = (await repository.history?.isAncestor(commit, rows.commit)) ?? false
  if (!isRecorded) throw noSuchRelease(request)
  const made = { createdAt: now, pointerWritten: false, reversible: false }
  return { sequence: 0, commit, rootKey: '', summary: null, restores: null, ...made }
}
