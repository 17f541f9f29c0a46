import type { Version } from '../item.ts'
import type { Database, Row } from './database.ts'

/** A version as its row has it: all but the media, which Git knows by the commit and the path. */
export type VersionRecord = Omit<Version, 'media'>

/** Versions of items and of translations by their ids. */
export const loadVersions = async (
  { query }: Pick<Database, 'query'>,
  ids: readonly string[],
): Promise<readonly VersionRecord[]> => {
  if (ids.length === 0) return []
  return await query<Row & VersionRecord>(
    `select id, version_number as "number", git_commit_hash as "commit", ordinal, created_at as "date",
            file_path as "path", blob, digest, source_digest as "sourceDigest", fit, draft,
            publish_at as "publishAt", unpublish_at as "unpublishAt"
     from versions.content_versions where id = any($1)
     union all
     select id, '', git_commit_hash, ordinal, created_at, path, blob, digest, source_digest, fit, draft, null, null
     from pipeline.translation_versions where id = any($1)`,
    [ids],
  )
}
