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
