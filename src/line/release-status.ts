import type { Database } from '../database/database.ts'
import { loadDecisions } from '../database/decisions.ts'
import { readLastRelease } from '../database/last-release.ts'
import { loadPinnedTexts, type PinnedText } from '../database/pinned-texts.ts'
import { loadReleases } from '../database/releases.ts'
import { type ReleaseMoment, standing } from '../decision.ts'
import { nextDue } from './due.ts'
import { isHeld } from './held.ts'

/** What people and dates have decided about what is live. */
export type ReleaseStatus = {
  /** The release that the environment is pinned to. */
  readonly pinnedTo: ReleaseMoment | null
  readonly pins: readonly PinnedText[]
  /** The commit that is staged, and until when; null for until `publish`. */
  readonly held: { readonly commit: string; readonly until: string | null } | null
  /** When a date changes what is live next; ISO 8601, UTC; null for never. */
  readonly nextDue: string | null
  /** The last ones, newest first. */
  readonly releases: readonly {
    readonly release: number
    readonly commit: string
    readonly at: string
    /** The release that it put back. */
    readonly restores: number | null
  }[]
}

const shownReleases = 10

/** Reads what people and dates have decided about what is live. */
export const readReleaseStatus = async (
  database: Database,
  now: string,
): Promise<ReleaseStatus> => {
  const decisions = standing(await loadDecisions(database))
  const releases = await loadReleases(database)
  const last = await readLastRelease(database)
  const held = isHeld(decisions.hold, last?.recordedCommit ?? null, releases, now)
  return {
    pinnedTo: decisions.environment,
    pins: await loadPinnedTexts(database, decisions.pins),
    held: held ? decisions.hold : null,
    nextDue: last === null ? null : nextDue({ last, standing: decisions, releases }, now),
    releases: releases.slice(0, shownReleases).map(({ sequence, commit, createdAt, restores }) => ({
      release: sequence,
      commit,
      at: createdAt,
      restores,
    })),
  }
}
