import type { SearchFilter } from '../search/filter.ts'
import type { ChunkHit } from '../search/fuse.ts'
import type { Database, Row } from './database.ts'
import { hasVectorIndex, searchByIndex } from './vector-index.ts'

/** Where to look: languages, the wanted one first, and among which items. */
export type SearchScope = {
  readonly languages: readonly string[]
  readonly filter: SearchFilter
}

/** For each language of the scope: its text-search configuration, and the question as it is and with every word optional. */
export type WordQuery = SearchScope & {
  readonly configurations: readonly string[]
  readonly strict: readonly string[]
  readonly relaxed: readonly string[]
}

const candidates = 50
const chunksPerItem = 3
const nextChunkWeight = 0.3

// Whether an item passes the filter $2, a `SearchFilter` as jsonb.
const passesSql = `
  ($2::jsonb ->> 'type' is null or item.content_type::text = $2::jsonb ->> 'type')
  and ($2::jsonb ->> 'pillar' is null or exists (
    select from education.pillars pillar
    where pillar.id = item.pillar_id and pillar.slug = $2::jsonb ->> 'pillar'))
  and ($2::jsonb ->> 'course' is null or exists (
    select from education.courses course join education.pillars pillar on pillar.id = course.pillar_id
    where course.id = item.course_id
      and $2::jsonb ->> 'course' in (course.slug, pillar.slug || '/' || course.slug)))
  and ($2::jsonb ->> 'difficulty' is null or exists (
    select from jsonb_array_elements_text($2::jsonb -> 'difficultyKeys') as key (name)
    where item.metadata ->> key.name = $2::jsonb ->> 'difficulty'))`

// Of the languages an item is live in, the first one asked for. $1: languages, $2: the filter.
const shownSql = `
  shown as (
    select distinct on (live.content_id) live.content_id, live.language
    from (select distinct content_id, language from embeddings.live_chunks) live
    join unnest($1::text[]) with ordinality asked (language, position) using (language)
    join content_mgmt.content_items item on item.id = live.content_id
    where ${passesSql}
    order by live.content_id, asked.position
  )`

// Chunks that satisfy the whole question come first. Within both groups, each word counts by how rare it is among
// the chunks of its language, since ts_rank over "a or b or c" would take many mentions of one common word for a
// good answer. Weights are those of D (text), C, B (how a lesson begins: what it is about), A (title, headings).
// Flag 1 damps long chunks. A lesson counts with its best chunks, the second and third damped: what answers a
// question in several places answers it better.
// Materialised and counted in two steps: a window over the matches sorted rows with whole search vectors in them
// (for 21,000 chunks in the embedded database 2.6 s instead of 0.4 s).
const textSql = `
  with ${shownSql},
  asked as (
    select language, config::regconfig as config, strict, relaxed
    from unnest($1::text[], $3::text[], $4::text[], $5::text[]) as a (language, config, strict, relaxed)
  ),
  words as (
    select asked.language, word.lexeme,
      ('''' || replace(replace(word.lexeme, '\\', '\\\\'), '''', '''''') || '''')::tsquery as query
    from asked cross join lateral unnest(to_tsvector(asked.config, asked.relaxed)) as word
  ),
  found as materialized (
    select chunk.content_id, chunk.language, chunk.number, words.lexeme,
      ts_rank('{0.5, 0.5, 0.8, 1}', chunk.search, words.query, 1) as rank
    from words
    join embeddings.live_chunks chunk
      on chunk.language = words.language and chunk.search @@ words.query
  ),
  rare as (
    select language, lexeme, ln(1 + total::float8 / count(*)) as rarity
    from found
    join (
      select language, count(*) as total from embeddings.live_chunks group by language
    ) as chunks using (language)
    group by language, lexeme, total
  ),
  counted as (
    select content_id, language, number, rank * rarity as score, false as whole
    from found join rare using (language, lexeme)
    union all
    select chunk.content_id, chunk.language, chunk.number, 0, true
    from asked
    join embeddings.live_chunks chunk
      on chunk.language = asked.language and chunk.search @@ websearch_to_tsquery(asked.config, asked.strict)
  ),
  best as (
    select content_id, language, number, bool_or(whole) as whole, sum(score) as score
    from counted join shown using (content_id, language)
    group by content_id, language, number
    having sum(score) > 0
    order by whole desc, score desc, content_id, number
    limit ${candidates * chunksPerItem}
  ),
  placed as (
    select *, row_number() over (partition by content_id order by whole desc, score desc, number) as place
    from best
  )
  select content_id as "contentId", language, number
  from placed
  where place <= ${chunksPerItem}
  window item as (partition by content_id)
  order by bool_or(whole) over item desc, sum(score * ${nextChunkWeight} ^ (place - 1)) over item desc,
    content_id, place
  limit ${candidates}`

// The exact distance of every live chunk: "+ 0" keeps an approximate index out, which would return fewer rows than
// asked for behind the filters. Vectors of another model than the active one cannot be compared.
// A distance of 1 and more means nothing in common. Materialised, or the distance would be computed twice.
const nearSql = (vectors: string): string => `
  with ${shownSql},
  near as materialized (
    select live.content_id, live.language, live.number, (live.embedding <=> $3::vector) + 0 as distance
    from ${vectors} live
    join shown on shown.content_id = live.content_id and shown.language = live.language
  )
  select content_id as "contentId", language, number
  from near
  where distance < 1
  order by distance, content_id, number
  limit ${candidates}`

const vectorSql = nearSql(`(
  select content_id, language, number, embedding from embeddings.live
  where exists (select from embeddings.models where active and model_version = $4))`)

// Of a model that readers need not use: what is kept of it for the texts that are live.
const keptVectorSql = nearSql(`(
  select chunk.content_id, chunk.language, chunk.number, stored.embedding
  from embeddings.live_chunks chunk
  join embeddings.content_embeddings stored
    on stored.model_version = $4 and stored.input_digest = chunk.input_digest
   and stored.content_id = chunk.content_id and stored.language = chunk.language)`)

// By the index of the model's vectors, which goes on until enough of its rows pass the filters; an item is looked for in
// the first language asked for in which it is live. Materialised, since rows come in nearly the right order only.
const indexedVectorSql = `
  with asked as (
    select language, position from unnest($1::text[]) with ordinality as a (language, position)
  ),
  near as materialized (
    select chunk.content_id, chunk.language, chunk.number, stored.embedding <=> $3::vector as distance
    from embeddings.content_embeddings stored
    join embeddings.live_chunks chunk on chunk.embedding_id = stored.id
    join content_mgmt.content_items item on item.id = chunk.content_id
    join asked on asked.language = chunk.language
    where stored.model_version = $4
      and exists (select from embeddings.models where active and model_version = $4)
      and ${passesSql}
      and not exists (
        select from asked earlier
        join embeddings.live_chunks other
          on other.content_id = chunk.content_id and other.language = earlier.language
        where earlier.position < asked.position)
    order by stored.embedding <=> $3::vector
    limit ${candidates}
  )
  select content_id as "contentId", language, number
  from near
  where distance < 1
  order by distance + 0, content_id, number`

/** Up to 50 live chunks that share words with a question, best first. */
export const chunksByWords = (
  { query }: Database,
  { languages, filter, configurations, strict, relaxed }: WordQuery,
): Promise<readonly ChunkHit[]> =>
  query<Row & ChunkHit>(textSql, [languages, filter, configurations, strict, relaxed])

/**
 * Up to 50 live chunks nearest to a vector of the model, nearest first; none where it is not the active one. By the
 * model's index where it has one, else by the distance of each.
 */
export const chunksByVector = async (
  database: Database,
  {
    languages,
    filter,
    vector,
    model,
  }: SearchScope & { readonly vector: Float32Array; readonly model: string },
): Promise<readonly ChunkHit[]> => {
  const values = [languages, filter, vector, model]
  if (!(await hasVectorIndex(database, model)))
    return await database.query<Row & ChunkHit>(vectorSql, values)
  return await database.transaction(async (transaction) => {
    await searchByIndex(transaction)
    return await transaction.query<Row & ChunkHit>(indexedVectorSql, values)
  })
}

/** As `chunksByVector`, but exact, and of any model: by the vectors that are kept for the texts that are live. */
export const chunksByKeptVector = (
  { query }: Database,
  {
    languages,
    filter,
    vector,
    model,
  }: SearchScope & { readonly vector: Float32Array; readonly model: string },
): Promise<readonly ChunkHit[]> =>
  query<Row & ChunkHit>(keptVectorSql, [languages, filter, vector, model])
