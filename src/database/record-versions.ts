import type { CopyTarget, Transaction } from './database.ts'
import type { RunRecord } from './record-run.ts'

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

/** Appends the new versions of items. */
export const recordVersions = async (transaction: Transaction, run: RunRecord): Promise<void> => {
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
