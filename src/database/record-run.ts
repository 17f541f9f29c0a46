import type { DiffStats } from '../ingest/diff-stats.ts'
import type { Replay } from '../ingest/replay.ts'
import type { BlobRecord, Item } from '../item.ts'
import { saveBlobRecords } from './blob-records.ts'
import type { CopyTarget, Database, Transaction } from './database.ts'
import { checkFence } from './fence.ts'
import { mergeRows } from './merge-rows.ts'

/** What one run records, all of it or nothing. */
export type RunRecord = {
  readonly fence: number
  readonly rootCommit: string
  readonly interpretation: string
  readonly replay: Replay
  readonly blobs: readonly BlobRecord[]
  /** By version id. */
  readonly diffStats: ReadonlyMap<string, DiffStats>
  /** How many former slugs were recorded before. */
  readonly formerRecorded: number
  /** `rebuild` replaces all that earlier runs recorded. */
  readonly mode: 'append' | 'rebuild'
}

/** Writes versions, heads and blob records in one transaction. Nothing of it is seen by readers yet. */
export const recordRun = (database: Database, run: RunRecord): Promise<void> =>
  database.transaction(async (transaction) => {
    await checkFence(transaction, run.fence)
    if (run.mode === 'rebuild') await clearRecorded(transaction)
    await saveBlobRecords(transaction, run.blobs)
    await recordItems(transaction, run)
    await recordVersions(transaction, run)
    await recordTranslations(transaction, run)
    await recordHierarchy(transaction, run)
    const { replay } = run
    await transaction.query(
      `update pipeline.recorded
       set root_commit = $1, commit = $2, ordinal = $3, interpretation = $4 where id = 1`,
      [run.rootCommit, replay.state.commit, replay.state.ordinal, run.interpretation],
    )
  })

// Identity rows stay: other services' rows may refer to them.
const clearRecorded = async ({ query }: Transaction): Promise<void> => {
  await query("set local hma.rebuild = 'on'")
  for (const table of [
    'versions.content_versions',
    'pipeline.translation_versions',
    'pipeline.hierarchy_versions',
    'pipeline.former_slugs',
    'pipeline.heads',
    'pipeline.items',
  ]) {
    await query(`delete from ${table}`)
  }
}

const recordItems = async (transaction: Transaction, run: RunRecord): Promise<void> => {
  const { state, touchedItems } = run.replay
  const items = [...touchedItems].flatMap((id): Item[] => {
    const item = state.items.get(id)
    return item === undefined ? [] : [item]
  })
  await mergeRows(
    transaction,
    {
      table: 'pipeline.items',
      key: ['id'],
      columns: {
        id: 'uuid',
        content_type: 'text',
        collection: 'text',
        slug: 'text',
        path: 'text',
        present: 'bool',
        record: 'jsonb',
      },
    },
    items.map((item) => [
      item.id,
      item.type,
      item.collection,
      item.slug,
      item.path,
      item.present,
      item,
    ]),
  )
  // What versions refer to: an identity without a place, which only a release gives it.
  await transaction.query(
    `insert into content_mgmt.content_items (id, content_type, title, slug, status)
     select id, content_type::content_mgmt.item_content_type, slug, slug, 'draft'
     from unnest($1::uuid[], $2::text[], $3::text[]) as fresh (id, content_type, slug)
     on conflict (id) do nothing`,
    [items.map(({ id }) => id), items.map(({ type }) => type), items.map(({ slug }) => slug)],
  )
  await transaction.copyBinary(
    {
      table: 'pipeline.former_slugs',
      columns: {
        content_type: 'text',
        slug: 'text',
        path: 'text',
        content_id: 'uuid',
        ordinal: 'int8',
      },
    },
    state.former
      .slice(run.mode === 'rebuild' ? 0 : run.formerRecorded)
      .map(({ type, slug, path, itemId, ordinal }) => [type, slug, path, itemId, ordinal]),
  )
}

const versionTarget: CopyTarget = {
  table: 'stage_versions',
  columns: {
    id: 'uuid',
    content_id: 'uuid',
    version_number: 'text',
    git_commit_hash: 'text',
    change_type: 'text',
    change_summary: 'text',
    changed_by: 'uuid',
    diff_stats: 'jsonb',
    created_at: 'timestamptz',
    ordinal: 'int8',
    blob: 'text',
    digest: 'text',
    source_digest: 'text',
    fit: 'bool',
    draft: 'bool',
    publish_at: 'timestamptz',
    unpublish_at: 'timestamptz',
    file_path: 'text',
    findings: 'jsonb',
  },
}

const recordVersions = async (transaction: Transaction, run: RunRecord): Promise<void> => {
  const { versions } = run.replay
  if (versions.length === 0) return
  const columns = Object.entries(versionTarget.columns)
  await transaction.query(
    `create temporary table stage_versions
     (${columns.map(([name, type]) => `${name} ${type}`).join(', ')}) on commit drop`,
  )
  await transaction.copyBinary(
    versionTarget,
    versions.map(({ itemId, version, changeType, summary, changedBy, findings }) => [
      version.id,
      itemId,
      version.number,
      version.commit,
      changeType,
      summary,
      changedBy,
      run.diffStats.get(version.id) ?? null,
      version.date,
      version.ordinal,
      version.blob,
      version.digest,
      version.sourceDigest,
      version.fit,
      version.draft,
      version.publishAt,
      version.unpublishAt,
      version.path,
      findings,
    ]),
  )
  const names = columns.map(([name]) => name)
  const values = names.map((name) =>
    name === 'change_type' ? 'change_type::versions.change_type' : name,
  )
  await transaction.query(
    `insert into versions.content_versions (${names.join(', ')})
     select ${values.join(', ')} from stage_versions order by ordinal`,
  )
}

const recordTranslations = async (transaction: Transaction, run: RunRecord): Promise<void> => {
  const { state, touchedTranslations, translationVersions } = run.replay
  const paths = [...touchedTranslations]
  await removeHeads(
    transaction,
    paths.filter((path) => !state.translations.has(path)),
  )
  await mergeHeads(
    transaction,
    paths.flatMap((path) => {
      const file = state.translations.get(path)
      if (file === undefined) return []
      const blob = state.tree.get(path)?.oid ?? null
      return [
        [
          path,
          'translation',
          file.collection,
          file.language,
          blob,
          file.track.current?.id ?? null,
          file,
        ],
      ]
    }),
  )
  await transaction.copyBinary(
    {
      table: 'pipeline.translation_versions',
      columns: {
        id: 'uuid',
        path: 'text',
        collection: 'text',
        language: 'text',
        git_commit_hash: 'text',
        ordinal: 'int8',
        blob: 'text',
        digest: 'text',
        source_digest: 'text',
        made_from: 'text',
        fit: 'bool',
        draft: 'bool',
        findings: 'jsonb',
        changed_by: 'uuid',
        created_at: 'timestamptz',
      },
    },
    translationVersions.map(({ version, collection, language, madeFrom, findings, changedBy }) => [
      version.id,
      version.path,
      collection,
      language,
      version.commit,
      version.ordinal,
      version.blob,
      version.digest,
      version.sourceDigest,
      madeFrom,
      version.fit,
      version.draft,
      findings,
      changedBy,
      version.date,
    ]),
  )
}

const recordHierarchy = async (transaction: Transaction, run: RunRecord): Promise<void> => {
  const { state, touchedHierarchy, hierarchyVersions } = run.replay
  const paths = [...touchedHierarchy]
  await removeHeads(
    transaction,
    paths.filter((path) => !state.hierarchy.has(path)),
  )
  await mergeHeads(
    transaction,
    paths.flatMap((path) => {
      const file = state.hierarchy.get(path)
      return file === undefined ? [] : [[path, file.kind, null, null, file.blob, null, file]]
    }),
  )
  await transaction.copyBinary(
    {
      table: 'pipeline.hierarchy_versions',
      columns: {
        id: 'uuid',
        kind: 'text',
        entity_id: 'uuid',
        path: 'text',
        git_commit_hash: 'text',
        ordinal: 'int8',
        blob: 'text',
        created_at: 'timestamptz',
      },
    },
    hierarchyVersions.map((row) => [
      row.id,
      row.kind,
      row.entityId,
      row.path,
      row.commit,
      row.ordinal,
      row.blob,
      row.date,
    ]),
  )
}

const removeHeads = async ({ query }: Transaction, paths: readonly string[]): Promise<void> => {
  if (paths.length > 0) await query('delete from pipeline.heads where path = any($1)', [paths])
}

const mergeHeads = (
  transaction: Transaction,
  rows: readonly (readonly unknown[])[],
): Promise<void> =>
  mergeRows(
    transaction,
    {
      table: 'pipeline.heads',
      key: ['path'],
      columns: {
        path: 'text',
        kind: 'text',
        collection: 'text',
        language: 'text',
        blob: 'text',
        version_id: 'uuid',
        record: 'jsonb',
      },
    },
    rows,
  )
