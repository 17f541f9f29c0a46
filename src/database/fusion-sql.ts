// Parts of the statement in search-queries.ts, which says what the parameters are.

// The constant of Cormack, Clarke and Büttcher (SIGIR 2009), who found any choice near it to do as well.
const k = 60

/**
 * Reciprocal rank fusion of `by_text` and `by_vector`: an item scores weight / (60 + rank) in each, its rank among the
 * items there being that of its first chunk; $6 is the weight of full text, 1 that of vectors. Gives the best $7 items
 * as `items`, with both ranks, and the chunk of each that both place highest together as `chosen`.
 */
export const fusionSql = `
  hits as (
    select 'text' as way, $6::float8 as weight, content_id, language, number, position from by_text
    union all
    select 'vector', 1, content_id, language, number, position from by_vector
  ),
  ranked as (
    select distinct way, weight, content_id, dense_rank() over (partition by way order by first) as rank
    from (
      select *, min(position) over (partition by way, content_id) as first from hits
    ) as placed
  ),
  items as (
    select content_id, sum(weight / (${k} + rank)) as score,
      min(rank) filter (where way = 'text') as text_rank,
      min(rank) filter (where way = 'vector') as vector_rank
    from ranked
    group by content_id
    order by score desc, content_id
    limit $7
  ),
  chosen as (
    select distinct on (content_id) content_id, language, number
    from (
      select content_id, language, number, sum(weight / (${k} + position)) as score, min(way) as way
      from hits
      group by content_id, language, number
    ) as chunks
    order by content_id, score desc, way, number
  )`
