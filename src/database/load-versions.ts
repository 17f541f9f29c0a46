import type { Version } from '../item.ts'
import type { Database, Row } from './database.ts'

/** A version as its row has it: all but the media, which Git knows by the commit and the path. */
export type VersionRecord = Omit<Version, 'media'>

// Of items and of translations alike, with what their files said last.
const versions = `(
  select version.id, content_id as item, version_number as number, git_commit_hash as commit, ordinal,
         created_at as date, file_path as path, blob, digest, source_digest, fit, author, reviewers,
         coalesce(kept.draft, version.draft) as draft,
         case when kept.version_id is null then version.publish_at else kept.publish_at end as publish_at,
         case when kept.version_id is null then version.unpublish_at else kept.unpublish_at end as unpublish_at
  from versions.content_versions as version
  left join pipeline.version_bookkeeping as kept on kept.version_id = version.id
  union all
  select version.id, null, '', git_commit_hash, ordinal,
         created_at, path, blob, digest, source_digest, fit, author, reviewers,
         coalesce(kept.draft, version.draft),
         case when kept.version_id is null then version.publish_at else kept.publish_at end,
         case when kept.version_id is null then version.unpublish_at else kept.unpublish_at end
  from pipeline.translation_versions as version
  left join pipeline.version_bookkeeping as kept on kept.version_id = version.id
) as version`

const columns = `id, number, commit, ordinal, date, path, blob, digest, source_digest as "sourceDigest", fit, draft,
  publish_at as "publishAt", unpublish_at as "unpublishAt", author, reviewers`

/** Versions of items and of translations by their ids. */
export const loadVersions = async (
  { query }: Pick<Database, 'query'>,
  ids: readonly string[],
): Promise<readonly VersionRecord[]> => {
  if (ids.length === 0) return []
  return await query<Row & VersionRecord>(`select ${columns} from ${versions} where id = any($1)`, [
    ids,
  ])
}

/** Which versions are asked for: all of some items, those of translations that lay at some paths, and some by their ids. */
export type VersionsWanted = {
  readonly items: readonly string[]
  readonly paths: readonly string[]
  readonly ids: readonly string[]
}

/** Versions that were fit to publish; `item` is null for those of translations. */
export const loadFitVersions = async (
  { query }: Pick<Database, 'query'>,
  { items, paths, ids }: VersionsWanted,
): Promise<readonly (VersionRecord & { readonly item: string | null })[]> => {
  if (items.length + paths.length + ids.length === 0) return []
  return await query<Row & VersionRecord & { readonly item: string | null }>(
    `select ${columns}, item from ${versions}
     where fit and (item = any($1) or (item is null and path = any($2)) or id = any($3))`,
    [items, paths, ids],
  )
}
