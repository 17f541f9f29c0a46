import type { DiffStats } from '../ingest/diff-stats.ts'
import type { FreshBlob } from '../ingest/read-blobs.ts'
import type { Replay } from '../ingest/replay.ts'
import { reach } from '../point.ts'
import { saveBlobRecords } from './blob-records.ts'
import type { Database, Transaction } from './database.ts'
import { advanceFence } from './fence.ts'
import { recordHierarchy, recordTranslations } from './record-heads.ts'
import { recordItems } from './record-items.ts'
import { recordBookkeeping, recordVersions } from './record-versions.ts'

/** What one run records, all of it or nothing. */
export type RunRecord = {
  /** Where the fence stood when the run read what was recorded. */
  readonly fence: number
  readonly rootCommit: string
  readonly interpretation: string
  readonly replay: Replay
  readonly blobs: readonly FreshBlob[]
  /** By version id. */
  readonly diffStats: ReadonlyMap<string, DiffStats>
  /** How many former slugs were recorded before. */
  readonly formerRecorded: number
  /** `rebuild` replaces all that earlier runs recorded. */
  readonly mode: 'append' | 'rebuild'
}

/**
 * Writes versions, heads and blob records in one transaction, and returns where the fence is now.
 * Nothing of it is seen by readers yet.
 */
export const recordRun = (database: Database, run: RunRecord): Promise<number> =>
  database.transaction(async (transaction) => {
    const fence = await advanceFence(transaction, run.fence)
    if (run.mode === 'rebuild') await clearRecorded(transaction)
    await saveBlobRecords(transaction, run.blobs)
    reach('blobs-saved')
    await recordItems(transaction, run)
    await recordVersions(transaction, run)
    await recordTranslations(transaction, run)
    await recordBookkeeping(transaction, run)
    await recordHierarchy(transaction, run)
    const { replay } = run
    await transaction.query(
      `update pipeline.recorded
       set root_commit = $1, commit = $2, ordinal = $3, interpretation = $4 where id = 1`,
      [run.rootCommit, replay.state.commit, replay.state.ordinal, run.interpretation],
    )
    reach('record-written')
    return fence
  })

// Identity rows stay: other services' rows may refer to them.
const clearRecorded = async ({ query }: Transaction): Promise<void> => {
  await query("set local hma.rebuild = 'on'")
  for (const table of [
    'versions.content_versions',
    'pipeline.translation_versions',
    'pipeline.version_bookkeeping',
    'pipeline.hierarchy_versions',
    'pipeline.former_slugs',
    'pipeline.heads',
    'pipeline.items',
    'pipeline.blobs',
  ]) {
    await query(`delete from ${table}`)
  }
}
