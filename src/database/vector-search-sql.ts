import { candidates } from './text-search-sql.ts'

// Parts of the statement in search-queries.ts, which says what the parameters are.

/** Whether an item passes the filter $2, a `SearchFilter` as jsonb. */
export const passesSql = `
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

/** Which vectors a search looks through, and how. */
export type VectorSource = keyof typeof vectorSearchSql

// A distance of 1 and more means nothing in common.
const placedSql = `
  by_vector as (
    select content_id, language, number, row_number() over (order by distance + 0, content_id, number) as position
    from near where distance < 1
    order by position limit ${candidates}
  )`

// The exact distance of every live chunk: "+ 0" keeps an approximate index out, which would return fewer rows than
// asked for behind the filters. Materialised, or the distance would be computed twice.
const nearSql = (vectors: string): string => `
  near as materialized (
    select live.content_id, live.language, live.number, (live.embedding <=> $8::vector) + 0 as distance
    from (${vectors}) live
    join shown on shown.content_id = live.content_id and shown.language = live.language
  ),${placedSql}`

/** The chunks nearest to the question's vector, as `by_vector`, nearest first by `position`, from each source. */
export const vectorSearchSql = {
  /** No vector is asked about. */
  none: `
  by_vector as (
    select content_id, language, number, 0::int8 as position from embeddings.live_chunks where false
  )`,
  /** All that readers use; none where the model is not the active one, since vectors of two models cannot be compared. */
  live: nearSql(`
      select content_id, language, number, embedding from embeddings.live
      where exists (select from embeddings.models where active and model_version = $9)`),
  /** Of a model that readers need not use: all that is kept of it for the texts that are live. */
  kept: nearSql(`
      select chunk.content_id, chunk.language, chunk.number, stored.embedding
      from embeddings.live_chunks chunk
      join embeddings.content_embeddings stored
        on stored.model_version = $9 and stored.input_digest = chunk.input_digest
       and stored.content_id = chunk.content_id and stored.language = chunk.language`),
  /**
   * As `live`, by the model's index, which goes on until enough of its rows pass the filters; an item is looked for in the
   * first language asked for in which it is live. Materialised, since rows come in nearly the right order only.
   */
  indexed: `
  near as materialized (
    select chunk.content_id, chunk.language, chunk.number, stored.embedding <=> $8::vector as distance
    from embeddings.content_embeddings stored
    join embeddings.live_chunks chunk on chunk.embedding_id = stored.id
    join content_mgmt.content_items item on item.id = chunk.content_id
    join asked on asked.language = chunk.language
    where stored.model_version = $9
      and exists (select from embeddings.models where active and model_version = $9)
      and ${passesSql}
      and not exists (
        select from asked earlier
        join embeddings.live_chunks other
          on other.content_id = chunk.content_id and other.language = earlier.language
        where earlier.position < asked.position)
    order by stored.embedding <=> $8::vector
    limit ${candidates}
  ),${placedSql}`,
} as const
