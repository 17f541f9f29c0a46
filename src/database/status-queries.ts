import type { Database, Row } from './database.ts'

/** What is published, in numbers. */
export type StatusRow = Row & {
  readonly commit: string | null
  readonly release: number | null
  readonly releasedCommit: string | null
  readonly releasedAt: string | null
  readonly model: string | null
  readonly chunks: number
  readonly pending: number
  /** Texts that a service was asked for in batches; what came back is not kept yet. */
  readonly underWay: number
  readonly versions: number
}

/** The recorded commit, the live release and the state of the vectors. */
export const readStatus = async (database: Database): Promise<StatusRow | null> => {
  const [row] = await database.query<StatusRow>(
    `select recorded.commit, release.sequence as "release", release.commit as "releasedCommit",
            release.created_at as "releasedAt",
            (select model_version from embeddings.models where active) as "model",
            (select count(*)::int from embeddings.live_chunks) as "chunks",
            (select count(*)::int from embeddings.live_chunks where embedding_id is null) as "pending",
            (select coalesce(sum(cardinality(input_digests)), 0)::int from embeddings.batches) as "underWay",
            (select count(*)::int from versions.content_versions) as "versions"
     from pipeline.recorded as recorded
     left join lateral (select * from pipeline.releases order by sequence desc limit 1) as release on true`,
  )
  return row ?? null
}

/** Items by status. */
export const countItems = (
  database: Database,
): Promise<readonly (Row & { readonly status: string; readonly items: number })[]> =>
  database.query(
    `select status::text, count(*)::int as items from content_mgmt.content_items
     group by status order by status`,
  )

/** Translations by language and freshness. */
export const countTranslations = (
  database: Database,
): Promise<
  readonly (Row & {
    readonly language: string
    readonly current: number
    readonly outdated: number
  })[]
> =>
  database.query(
    `select language_code as language,
            (count(*) filter (where freshness = 'current'))::int as current,
            (count(*) filter (where freshness = 'outdated'))::int as outdated
     from content_mgmt.translations group by language_code order by language_code`,
  )

/** One version of an item. */
export type VersionRow = Row & {
  readonly version: string
  readonly commit: string
  readonly change: string
  readonly summary: string
  readonly date: string
  readonly fit: boolean
  readonly additions: number
  readonly deletions: number
  readonly modifications: number
  /** As Git has them: `Name <address>`. */
  readonly author: string
  /** Whom `Reviewed-by:` trailers of its commit name, and whoever approved it since it was last sent back. */
  readonly reviewers: readonly string[]
  /** Whether it was sent back and not approved since. */
  readonly rejected: boolean
}

/** The versions of the items with this slug, or that once had it, newest first. */
export const readHistory = (database: Database, slug: string): Promise<readonly VersionRow[]> =>
  database.query<VersionRow>(
    `select version_number as "version", git_commit_hash as "commit", change_type::text as "change",
            change_summary as "summary", version.created_at as "date", fit,
            (diff_stats ->> 'additions')::int as "additions",
            (diff_stats ->> 'deletions')::int as "deletions",
            (diff_stats ->> 'modifications')::int as "modifications", author,
            case when back.sequence is null then reviewers else '{}' end || array(
              select decided_by from pipeline.decisions
              where version_id = version.id and kind = 'approve' and sequence > coalesce(back.sequence, 0)
              order by sequence) as "reviewers",
            back.sequence is not null and not exists (
              select from pipeline.decisions
              where version_id = version.id and kind = 'approve' and sequence > back.sequence) as "rejected"
     from versions.content_versions as version
     cross join lateral (
       select max(sequence) as sequence from pipeline.decisions
       where version_id = version.id and kind = 'reject') as back
     where content_id in (
       select id from pipeline.items where slug = $1
       union select content_id from pipeline.former_slugs where slug = $1)
     order by content_id, ordinal desc`,
    [slug],
  )

/** A version of an item that can be compared with others. */
export type ComparableVersion = {
  readonly version: string
  readonly commit: string
  readonly date: string
  readonly author: string
  readonly blob: string
}

/** The versions of an item, newest first. */
export const readComparable = (
  database: Database,
  item: string,
): Promise<readonly ComparableVersion[]> =>
  database.query<Row & ComparableVersion>(
    `select version_number as "version", git_commit_hash as "commit", created_at as "date", author, blob
     from versions.content_versions where content_id = $1 order by ordinal desc`,
    [item],
  )

/** Versions of the server and of its vector extension. */
export const readServerVersions = async (
  database: Database,
): Promise<{ readonly server: string; readonly vector: string }> => {
  const [row] = await database.query<Row & { readonly server: string; readonly vector: string }>(
    `select current_setting('server_version') as server,
            (select extversion from pg_extension where extname = 'vector') as vector`,
  )
  return row ?? { server: 'unknown', vector: 'unknown' }
}

/** Whether nothing was ever set up in a database. */
export const isUnused = async ({ query }: Database): Promise<boolean> => {
  const [row] = await query<Row & { readonly found: string | null }>(
    "select to_regclass('pipeline.recorded')::text as found",
  )
  return row?.found === null
}
