import type { CopyTarget, Transaction } from './database.ts'
import type { RunRecord } from './record-run.ts'

const versionTarget: CopyTarget = {
  table: 'versions.content_versions',
  columns: {
    id: 'uuid',
    content_id: 'uuid',
    version_number: 'text',
    git_commit_hash: 'text',
    change_type: 'text', // an enum's binary form is its label
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
    author: 'text',
    reviewers: 'text[]',
  },
}

/** Appends the new versions of items. */
export const recordVersions = async (transaction: Transaction, run: RunRecord): Promise<void> => {
  const { versions } = run.replay
  if (versions.length === 0) return
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
      version.author,
      version.reviewers,
    ]),
  )
}

/** Notes what files said last of versions that are recorded. */
export const recordBookkeeping = async (
  { query }: Transaction,
  { replay: { bookkeeping } }: RunRecord,
): Promise<void> => {
  if (bookkeeping.size === 0) return
  const said = [...bookkeeping.values()]
  await query(
    `insert into pipeline.version_bookkeeping as kept (version_id, draft, publish_at, unpublish_at)
     select * from unnest($1::uuid[], $2::bool[], $3::timestamptz[], $4::timestamptz[])
     on conflict (version_id) do update
     set draft = excluded.draft, publish_at = excluded.publish_at, unpublish_at = excluded.unpublish_at`,
    [
      [...bookkeeping.keys()],
      said.map(({ draft }) => draft),
      said.map(({ publishAt }) => publishAt),
      said.map(({ unpublishAt }) => unpublishAt),
    ],
  )
}
