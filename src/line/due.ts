import type { LastRelease } from '../database/last-release.ts'
import type { ReleaseRow } from '../database/releases.ts'
import type { Standing } from '../decision.ts'
import { isHeld } from './held.ts'

/** What is recorded of the live release, what was decided, and every release. */
export type DueSources = {
  readonly last: LastRelease
  readonly standing: Standing
  readonly releases: readonly Pick<ReleaseRow, 'commit'>[]
}

/** Whether a date or a decision asks for another release now, without any commit that is not recorded. */
export const isDueNow = (from: DueSources, now: string): boolean =>
  isAsked(from, now) || isBehind(from, now)

/**
 * As `isDueNow` where a publish may be under way: what it has recorded and not made live yet is its own to show, unless that was held and
 * its moment has come.
 */
export const isDueBesidePublish = (from: DueSources, now: string): boolean => {
  const wasHeld = from.standing.hold?.commit === from.last.recordedCommit
  return isAsked(from, now) || (wasHeld && isBehind(from, now))
}

/**
 * Whether more is recorded than is live, held or pinned by nobody: a publish is under way, or has failed. It shows what is due, too, and a
 * release made beside it would put the same media, and overtake it or be overtaken.
 */
export const isLeftToPublish = ({ last, standing }: Omit<DueSources, 'releases'>): boolean =>
  last.recordedCommit !== last.commit && standing.hold === null && standing.environment === null

const isAsked = ({ last }: DueSources, now: string): boolean => {
  const { summary, pointerWritten, decided } = last
  if (summary === null || !pointerWritten || summary.decided !== decided) return true
  return summary.dueAt !== null && summary.dueAt <= now
}

const isBehind = ({ last, standing, releases }: DueSources, now: string): boolean => {
  const { recordedCommit, commit } = last
  if (recordedCommit === commit || standing.environment !== null) return false
  return !isHeld(standing.hold, recordedCommit, releases, now)
}

/** When a date asks for another release next; ISO 8601, UTC; null for never. */
export const nextDue = ({ last, standing, releases }: DueSources, now: string): string | null => {
  const held = isHeld(standing.hold, last.recordedCommit, releases, now)
  const dates = [last.summary?.dueAt ?? null, held ? (standing.hold?.until ?? null) : null]
  return dates.filter((date) => date !== null).toSorted()[0] ?? null
}
