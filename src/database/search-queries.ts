import type { ContentType } from '../lesson/lesson.ts'
import type { SearchFilter } from '../search/filter.ts'
import type { Database, Row, Transaction } from './database.ts'
import { fusionSql } from './fusion-sql.ts'
import { textSearchSql } from './text-search-sql.ts'
import { searchByIndex, vectorIndexOf } from './vector-index.ts'
import { passesSql, type VectorSource, vectorSearchSql } from './vector-search-sql.ts'

/** A question as the database takes it. */
export type LiveQuery = {
  /** The wanted one first. */
  readonly languages: readonly string[]
  readonly filter: SearchFilter
  /** For each language: its text-search configuration, and the question as it is and with every word optional. */
  readonly configurations: readonly string[]
  readonly strict: readonly string[]
  readonly relaxed: readonly string[]
  /** The question's vector and its model; null for full text alone. */
  readonly vector: { readonly model: string; readonly values: Float32Array } | null
  /** How much full text counts; vectors count 1. */
  readonly textWeight: number
  /** How many items at most. */
  readonly limit: number
}

/** A live item that answers, with its best chunk. */
export type LiveHit = {
  readonly type: ContentType
  readonly slug: string
  readonly title: string
  /** Of the chunk and the title. */
  readonly language: string
  readonly anchor: string
  /** The headings that the chunk stands under, joined by ` › `; empty above the first. */
  readonly heading: string
  readonly text: string
  /** Only the order of scores means anything. */
  readonly score: number
  /** Among the items found by each way, from 1; null where it was not found so. */
  readonly textRank: number | null
  readonly vectorRank: number | null
  /** Words that were looked for in place of words of the question that no text has. */
  readonly similarWords: readonly string[]
}

// $1: languages, $2: the filter, $3, $4, $5: for each language its configuration and the question, strict and relaxed,
// $6: weight of full text, $7: how many items, $8: the question's vector, $9: its model. `shown`: of the languages an
// item is live in, the first one asked for.
const searchSql = (source: VectorSource): string => `
  with asked as (
    select language, position, config::regconfig as config, websearch_to_tsquery(config::regconfig, strict) as strict, relaxed
    from unnest($1::text[], $3::text[], $4::text[], $5::text[])
      with ordinality as a (language, config, strict, relaxed, position)
  ),
  shown as materialized (
    select distinct on (live.content_id) live.content_id, live.language
    from asked
    join embeddings.live_chunks live on live.language = asked.language and live.number = 1
    join content_mgmt.content_items item on item.id = live.content_id
    where ${passesSql}
    order by live.content_id, asked.position
  ),
  ${textSearchSql},
  ${vectorSearchSql[source]},
  ${fusionSql}
  select item.content_type as type, item.slug, coalesce(translation.title, item.title) as title,
    chunk.language, chunk.anchor, chunk.heading, chunk.text, items.score,
    items.text_rank as "textRank", items.vector_rank as "vectorRank",
    array(select distinct word from alike where chunks > 0 order by word) as "similarWords"
  from items
  join chosen using (content_id)
  join embeddings.live_chunks chunk using (content_id, language, number)
  join content_mgmt.content_items item on item.id = chunk.content_id
  left join content_mgmt.translations translation
    on translation.content_id = chunk.content_id and translation.language_code = chunk.language
  order by items.score desc, chunk.content_id`

const ask = (
  { query }: Transaction,
  source: VectorSource,
  asked: LiveQuery,
): Promise<readonly LiveHit[]> => {
  const { languages, filter, configurations, strict, relaxed, textWeight, limit, vector } = asked
  const values = [languages, filter, configurations, strict, relaxed, textWeight, limit]
  return query<Row & LiveHit>(
    searchSql(source),
    vector === null ? values : [...values, vector.values, vector.model],
  )
}

/**
 * Live items that answer a question, best first: by full text and, where it has a vector of the active model, by vectors,
 * fused by reciprocal rank. Vectors are found by the model's index where it has one, else by the distance of each.
 */
export const searchLive = async (
  database: Database,
  asked: LiveQuery,
): Promise<readonly LiveHit[]> => {
  if (asked.vector === null) return await ask(database, 'none', asked)
  const index = await vectorIndexOf(database, asked.vector.model)
  if (index === null) return await ask(database, 'live', asked)
  return await database.transaction(async (transaction) => {
    await searchByIndex(transaction, index)
    return await ask(transaction, 'indexed', asked)
  })
}

/** As `searchLive`, but exact, and by any model: by the vectors that are kept for the texts that are live. */
export const searchKept = (database: Database, asked: LiveQuery): Promise<readonly LiveHit[]> =>
  ask(database, asked.vector === null ? 'none' : 'kept', asked)
