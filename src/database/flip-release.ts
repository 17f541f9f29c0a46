import type { LiveText } from '../line/plan.ts'
import type { ReleaseSummary } from '../line/settled.ts'
import { reach } from '../point.ts'
import type { CourseRow, PillarRow } from '../publish/hierarchy-rows.ts'
import type { ItemRow } from '../publish/item-rows.ts'
import type { Redirect } from '../publish/manifest.ts'
import type { Database, Transaction } from './database.ts'
import { advanceFence } from './fence.ts'
import { makeRenderedLive, type RenderedChunks, removeLiveChunks } from './live-chunks.ts'
import { mergeHierarchy } from './merge-hierarchy.ts'
import { archiveAbsent, archiveUnknown, mergeItems } from './merge-items.ts'
import { type MediaRow, mergeMedia } from './merge-media.ts'
import { mergeRows } from './merge-rows.ts'
import { mergeTranslations, type TranslationRows } from './merge-translations.ts'
import { replaceRedirects } from './replace-redirects.ts'

/** Everything that one release changes in what readers see. */
export type ReleaseRows = TranslationRows & {
  /** Where the fence stood when the run last read or moved it. */
  readonly fence: number
  readonly sequence: number
  readonly commit: string
  readonly rootKey: string
  readonly summary: ReleaseSummary
  readonly restores: number | null
  readonly pillars: readonly PillarRow[]
  readonly courses: readonly CourseRow[]
  readonly items: readonly ItemRow[]
  readonly redirects: readonly Redirect[]
  readonly media: readonly MediaRow[]
  /** How many live texts refer to each media file, by its row's id. */
  readonly mediaUses: ReadonlyMap<string, number>
  readonly live: readonly LiveText[]
  readonly gone: readonly LiveText[]
  readonly chunks: RenderedChunks
  readonly model: string
}

/** What a release changes that does no more than reword some live texts. */
export type RewordedRows = Pick<
  ReleaseRows,
  'fence' | 'sequence' | 'commit' | 'rootKey' | 'summary' | 'items' | 'live' | 'chunks' | 'model'
>

/** A release as it is noted. */
export type AnnouncedRelease = Pick<ReleaseRows, 'sequence' | 'commit' | 'rootKey'> & {
  readonly summary: ReleaseSummary | null
  /** The release that it puts back or makes again; null for one of its own. */
  readonly restores: number | null
}

/** Makes a release of reworded texts live. */
export const flipReworded = (database: Database, rows: RewordedRows): Promise<void> =>
  database.transaction(async (transaction) => {
    await beginRelease(transaction, rows)
    await mergeItems(transaction, rows.items)
    await replaceLive(transaction, { ...rows, gone: [] })
    reach('live-replaced')
    await announce(transaction, { ...rows, restores: null })
  })

/** Makes a release live: one transaction, seen whole or not at all. */
export const flipRelease = (database: Database, rows: ReleaseRows): Promise<void> =>
  database.transaction(async (transaction) => {
    await beginRelease(transaction, rows)
    await mergeShown(transaction, rows)
    await mergeMedia(transaction, rows.media, rows.mediaUses)
    await replaceLive(transaction, rows)
    if (rows.restores !== null) await archiveAbsent(transaction)
    reach('live-replaced')
    await announce(transaction, rows)
  })

/** Writes what other services read of a release, but for its media and its search. */
export const mergeShown = async (
  transaction: Transaction,
  rows: TranslationRows & Pick<ReleaseRows, 'pillars' | 'courses' | 'items' | 'redirects'>,
): Promise<void> => {
  await mergeHierarchy(transaction, rows)
  await mergeItems(transaction, rows.items)
  await archiveUnknown(transaction)
  await mergeTranslations(transaction, rows)
  await replaceRedirects(transaction, rows.redirects)
}

/**
 * Takes the fence, and has what this release replaces be kept under its number.
 * @throws ContentError `REFUSED` where another publisher was faster
 */
export const beginRelease = async (
  transaction: Transaction,
  { fence, sequence }: Pick<ReleaseRows, 'fence' | 'sequence'>,
): Promise<void> => {
  await advanceFence(transaction, fence)
  // SET takes no parameters.
  await transaction.query(`set local hma.release = ${Math.trunc(sequence)}`)
}

/** Notes a release that is made, and tells whoever listens. */
export const announce = async (
  { query }: Transaction,
  release: AnnouncedRelease,
): Promise<void> => {
  const { sequence, commit, rootKey, summary, restores } = release
  await query(
    `insert into pipeline.releases (sequence, commit, root_key, summary, restores, reversible)
     values ($1, $2, $3, $4, $5, true)`,
    [sequence, commit, rootKey, summary, restores],
  )
  await query('insert into pipeline.outbox (topic, payload) values ($1, $2)', [
    'release',
    { sequence, commit, root: rootKey },
  ])
  await query("select pg_notify('hma_release', $1)", [String(sequence)])
  reach('release-written')
}

/** Notes that readers of the bucket have been pointed to a release. */
export const confirmPointer = async (database: Database, sequence: number): Promise<void> => {
  await database.query('update pipeline.releases set pointer_written = true where sequence = $1', [
    sequence,
  ])
}

const replaceLive = async (
  transaction: Transaction,
  rows: Pick<ReleaseRows, 'gone' | 'live' | 'chunks' | 'model'>,
): Promise<void> => {
  const gone = [rows.gone.map(({ itemId }) => itemId), rows.gone.map(({ language }) => language)]
  await transaction.query(
    `delete from pipeline.live
     using unnest($1::uuid[], $2::text[]) as gone (content_id, language)
     where live.content_id = gone.content_id and live.language = gone.language`,
    gone,
  )
  await mergeRows(
    transaction,
    {
      table: 'pipeline.live',
      key: ['content_id', 'language'],
      columns: {
        content_id: 'uuid',
        language: 'text',
        version_id: 'uuid',
        document_key: 'text',
        record: 'jsonb',
      },
    },
    rows.live.map((text) => [
      text.itemId,
      text.language,
      text.versionId,
      text.documentKey,
      { fingerprint: text.fingerprint },
    ]),
  )
  await removeLiveChunks(transaction, [...rows.gone, ...rows.live])
  await makeRenderedLive(transaction, rows.chunks, rows.model)
}
