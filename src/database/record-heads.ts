import type { Transaction } from './database.ts'
import { mergeRows } from './merge-rows.ts'
import type { RunRecord } from './record-run.ts'

/** Records translation files at the head and appends their new versions. */
export const recordTranslations = async (
  transaction: Transaction,
  run: RunRecord,
): Promise<void> => {
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
        publish_at: 'timestamptz',
        unpublish_at: 'timestamptz',
        author: 'text',
        reviewers: 'text[]',
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
      version.publishAt,
      version.unpublishAt,
      version.author,
      version.reviewers,
    ]),
  )
}

/** Records pillar and course files at the head and appends their new versions. */
export const recordHierarchy = async (transaction: Transaction, run: RunRecord): Promise<void> => {
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
