import type { Database, Row } from './database.ts'

/** A text that the database calls live. */
export type LiveRow = {
  readonly id: string
  readonly language: string
  readonly document: string
}

/** Every text that is live by the database. */
export const readLiveRows = (database: Database): Promise<readonly (Row & LiveRow)[]> =>
  database.query(
    'select content_id as "id", language, document_key as "document" from pipeline.live',
  )

/** How many live chunks have no vector of the active model, or one of a text that is no longer live. */
export const countVectorFaults = async (
  database: Database,
): Promise<{ readonly missing: number; readonly dangling: number }> => {
  const [row] = await database.query<Row & { readonly missing: number; readonly dangling: number }>(
    `select (count(*) filter (where chunk.embedding_id is null))::int as missing,
            (count(*) filter (where live.content_id is null))::int as dangling
     from embeddings.live_chunks as chunk
     left join pipeline.live as live
       on live.content_id = chunk.content_id and live.language = chunk.language`,
  )
  return row ?? { missing: 0, dangling: 0 }
}

/** The commits that live texts are as of; null for a version that is not recorded. */
export const readLiveVersions = ({
  query,
}: Database): Promise<
  readonly (Row & {
    readonly id: string
    readonly language: string
    readonly commit: string | null
  })[]
> =>
  query(
    `select live.content_id as "id", live.language,
            coalesce(version.git_commit_hash, translation.git_commit_hash) as "commit"
     from pipeline.live as live
     left join versions.content_versions as version on version.id = live.version_id
     left join pipeline.translation_versions as translation on translation.id = live.version_id
     order by live.content_id, live.language`,
  )

/** Texts that have chunks to search, but are not live. */
export const readStrayChunks = ({
  query,
}: Database): Promise<readonly (Row & { readonly itemId: string; readonly language: string })[]> =>
  query(
    `select distinct content_id as "itemId", language from embeddings.live_chunks as chunk
     where not exists (
       select from pipeline.live as live
       where live.content_id = chunk.content_id and live.language = chunk.language)`,
  )
