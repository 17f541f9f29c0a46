import type { Config } from '../config.ts'
import type { Connections } from '../connect.ts'
import { loadRecorded, type RecordedRows } from '../database/load-recorded.ts'
import { loadReleases, type ReleaseRow } from '../database/releases.ts'
import { type ReleaseMoment, standing } from '../decision.ts'
import type { LfsObjects } from '../media/lfs-objects.ts'
import { type LineInput, type PlannedRun, runLine } from '../pipeline.ts'
import { endsOf } from '../publish/live.ts'
import { readPointer } from '../publish/write-pointer.ts'
import type { Repository } from '../source/repository.ts'
import { emptyState } from '../state.ts'
import { type AppliedPlan, apply } from './apply.ts'
import { isHeld } from './held.ts'
import type { Trust } from './recorded.ts'
import type { Remade } from './release.ts'
import { pointTo } from './release.ts'
import type { Stages } from './stages.ts'

/** What making the release anew needs: no commit that is not recorded. */
export type AgainInput = {
  readonly repository: Repository
  readonly config: Config
  readonly lfs: LfsObjects
  readonly connections: Connections
  /** Whether what is recorded as live is believed; it is, unless given. */
  readonly trust?: Trust
  /** ISO 8601, UTC. */
  readonly now: string
  readonly stages: Stages
  readonly onProgress: (what: string, done: number, total: number) => void
}

/** What is done with a plan: applied, or only looked at. */
export type UsePlan<T> = (run: PlannedRun, line: LineInput, remade?: Remade) => Promise<T>

/**
 * Brings what is live in line with the decisions and dates of today, at the commit that is released now, or at the one
 * that the environment is pinned to. Null where that is so already.
 */
export const releaseAgain = async (input: AgainInput): Promise<AppliedPlan | null> =>
  await planAgain(input, (run, line, remade) => applyAgain(input, run, line, remade))

/** As `releaseAgain`, but leaves it to `use` what becomes of the plan. */
export const planAgain = async <T>(input: AgainInput, use: UsePlan<T>): Promise<T | null> => {
  const { connections, now } = input
  const { database } = connections
  const rows = await loadRecorded(database)
  const releases = await loadReleases(database)
  const held = standing(rows.decisions)
  const commit = rows.commit ?? ''
  await finishPointer(input, releases[0])
  if (held.environment !== null) return await keepToMoment(input, held.environment, rows, use)
  const live = releases[0]?.commit
  const line = { ...lineOf(input), now }
  if (live === undefined || !isHeld(held.hold, rows.commit, releases, now)) {
    const target = { commit, ref: null, warning: null }
    const again: LineInput = { ...line, target, mode: 'append' }
    return await runLine(again, (run) => use(run, again))
  }
  const target = { commit: live, ref: null, warning: null }
  const again: LineInput = { ...line, target, mode: 'remake' }
  return await runLine(again, (run) => use(run, again))
}

const lineOf = ({ repository, config, connections, trust = 'recorded', stages }: AgainInput) => ({
  repository,
  config,
  published: connections,
  trust,
  renditions: 'kept' as const,
  stages,
})

/** Applies a plan of the release made anew. */
export const applyAgain = (
  { lfs, connections, config, stages, onProgress }: AgainInput,
  run: PlannedRun,
  { mode, now }: LineInput,
  remade?: Remade,
): Promise<AppliedPlan> =>
  apply({
    run,
    lfs,
    connections,
    config,
    mode,
    renditions: 'kept',
    until: 'live',
    ...(remade === undefined ? {} : { remade }),
    now,
    stages,
    onProgress,
  })

/** Points readers of the bucket to the release that is live by the database, where a run was killed before it did. */
export const finishPointer = async (
  { connections }: AgainInput,
  last: ReleaseRow | undefined,
): Promise<void> => {
  const pointer = await readPointer(connections.bucket)
  // A lost bucket is filled by a plan; there is nothing yet to point to.
  if (last === undefined || pointer === null) return
  if (last.pointerWritten && pointer.sequence >= last.sequence) return
  const { sequence, rootKey: root, commit } = last
  await pointTo(connections, { sequence, root, commit })
}

/** Shows an earlier release as it was, but for what decisions and ends of today take away from it. */
export const keepToMoment = async <T>(
  input: AgainInput,
  moment: ReleaseMoment,
  rows: RecordedRows,
  use: UsePlan<T>,
): Promise<T | null> => {
  const { config, connections, now } = input
  const { decided } = standing(rows.decisions)
  const [last] = await loadReleases(connections.database)
  const pointer = await readPointer(connections.bucket)
  const isKept =
    input.trust !== 'nothing' &&
    last?.summary?.decided === decided &&
    (last.summary.dueAt === null || last.summary.dueAt > now) &&
    last.restores === moment.release &&
    pointer?.root === last.rootKey
  if (isKept) return null
  const { ended, dueAt } = endsToday(rows, config.source.language, now)
  const target = { commit: moment.commit, ref: null, warning: null }
  const line: LineInput = {
    ...lineOf(input),
    target,
    mode: 'remake',
    past: { decided: moment.decided, ended },
    now: moment.now,
  }
  const remade = { restores: moment.release, summary: { now, dueAt } }
  return await runLine(line, (run) => use(run, line, remade))
}

/** The texts that are past their end by the recorded head, and when the next one ends. */
export const endsToday = (
  rows: Pick<RecordedRows, 'items' | 'translations' | 'former'>,
  language: string,
  now: string,
): { readonly ended: ReadonlySet<string>; readonly dueAt: string | null } => {
  const ends = endsOf(
    {
      ...emptyState,
      items: new Map(rows.items.map((item) => [item.id, item])),
      translations: new Map(rows.translations.map((file) => [file.path, file])),
      former: rows.former,
    },
    language,
  )
  const coming = [...ends.values()].filter((end) => end > now)
  return {
    ended: new Set([...ends].filter(([, end]) => end <= now).map(([key]) => key)),
    dueAt: coming.toSorted()[0] ?? null,
  }
}
