// Parts of the statement in search-queries.ts, which says what the parameters are.

/** How many chunks each way of searching hands on. */
export const candidates = 50

const chunksPerItem = 3
const nextChunkWeight = 0.3
// What ts_rank gives a word in the text (D), at C, at how a lesson begins (B), in a title or heading (A); 1 damps long chunks.
const rankOf = (query: string): string => `ts_rank('{0.5, 0.5, 0.8, 1}', chunk.search, ${query}, 1)`

// Ranking takes some microseconds a chunk: a word that more chunks have is looked for in titles and headings alone.
const everywhere = 1_000
// So many chunks tell well enough how rare a word is that at most `everywhere` of them have.
const mostCounted = 20_000
// Beyond, that a chunk satisfies the whole question tells nothing.
const mostWhole = 500
// A question is a sentence. Each word takes a look at an index, and a mistyped one several.
const mostWords = 32
const mostUnknown = 8
// Words are alike that have three of ten trigrams in common, which is what % takes; of each at most so many. By the sets of
// test/questions, with and without a mistyped word in each: asking for more of them misses letters that changed places.
const mostAlike = 3
const shortestMistyped = 4

// How many chunks have a word, up to one more than `everywhere`.
const countedSql = (words: string): string => `
  select words.*, counted.chunks
  from (${words}) as words
  cross join lateral (
    select count(*) as chunks
    from (
      select from embeddings.live_chunks chunk
      where chunk.language = words.language and chunk.search @@ words.query
      limit ${everywhere + 1}) as having_it
  ) as counted`

const quoted = (word: string): string =>
  `('''' || replace(replace(${word}, '\\', '\\\\'), '''', '''''') || '''')::tsquery`

/**
 * Chunks that share words with the question, as `by_text`, best first by `position`; and `words`, what was looked for.
 *
 * A word counts by how rare it is among the chunks of its language, since ts_rank over "a or b or c" would take many
 * mentions of one common word for a good answer. For a word that no chunk has in any of the languages (it is the same
 * word where it has the same place in the question) those most like it are looked for, and count by how alike they are.
 * Chunks that satisfy the whole question come first. A lesson counts with its best chunks, the second and third damped:
 * what answers a question in several places answers it better.
 *
 * Materialised where it is read more than once, or where the planner would sort rows with whole search vectors in them.
 */
export const textSearchSql = `
  lexemes as (
    select asked.language, word.lexeme, word.positions,
      row_number() over (partition by asked.language order by word.positions[1], word.lexeme) as place
    from asked cross join lateral unnest(to_tsvector(asked.config, asked.relaxed)) as word
  ),
  exact as materialized (${countedSql(`
      select language, lexeme, positions, place, lexeme as word, 1::real as likeness, ${quoted('lexeme')} as query
      from lexemes where place <= ${mostWords}`)}
  ),
  unknown as (
    select language, lexeme from exact
    where chunks = 0 and length(lexeme) >= ${shortestMistyped}
      and not exists (select from exact other where other.chunks > 0 and other.positions && exact.positions)
    order by place, language limit ${mostUnknown}
  ),
  alike as materialized (${countedSql(`
      select unknown.language, unknown.lexeme, near.word, near.likeness, ${quoted('near.word')} as query
      from unknown cross join lateral (
        select kept.word, similarity(kept.word, unknown.lexeme) as likeness
        from embeddings.words kept
        where kept.language = unknown.language and kept.word % unknown.lexeme
        order by likeness desc, kept.word limit ${mostAlike}
        ) as near`)}
  ),
  chunks_of as materialized (
    select asked.language, counted.total
    from asked cross join lateral (
      select count(*) as total
      from (select from embeddings.live_chunks chunk where chunk.language = asked.language limit ${mostCounted}) as theirs
    ) as counted
  ),
  words as materialized (
    select language, word, likeness, query, chunks,
      likeness * ln(1 + case when chunks > ${everywhere} then 1 else total::float8 / chunks end) as weight
    from (
      select language, word, likeness, query, chunks from exact
      union all select language, word, likeness, query, chunks from alike
    ) as either
    join chunks_of using (language)
    where chunks > 0
  ),
  found as materialized (
    select chunk.content_id, chunk.language, chunk.number, weight * ${rankOf('words.query')} as score
    from words join embeddings.live_chunks chunk
      on chunk.language = words.language and chunk.search @@ words.query
    where words.chunks <= ${everywhere}
    union all
    select chunk.content_id, chunk.language, chunk.number, weight * ${rankOf('words.query')}
    from words cross join lateral (
      select * from embeddings.live_chunks chunk
      where chunk.language = words.language and ts_filter(chunk.search, '{a}') @@ words.query
        and words.chunks > ${everywhere}
      limit ${everywhere}
    ) as chunk
  ),
  whole as materialized (
    select chunk.content_id, chunk.language, chunk.number, ${rankOf('asked.strict')} / 1000 as score
    from asked cross join lateral (
      select * from embeddings.live_chunks chunk
      where chunk.language = asked.language and chunk.search @@ asked.strict
        and exists (select from exact where exact.language = asked.language and exact.chunks > 0)
      limit ${mostWhole + 1}
    ) as chunk
  ),
  best as (
    select content_id, language, number, sum(score) as score
    from (
      select *, false as satisfies from found
      union all
      select *, true from whole where (select count(*) from whole) <= ${mostWhole}
    ) as either
    join shown using (content_id, language)
    group by content_id, language, number
    having sum(score) > 0
    order by bool_or(satisfies) desc, sum(score) desc, content_id, number
    limit ${candidates * chunksPerItem}
  ),
  placed as (
    select content_id, language, number, score, satisfies,
      row_number() over (partition by content_id order by satisfies desc, score desc, number) as place
    from best
    join lateral (
      select chunk.search @@ asked.strict as satisfies
      from embeddings.live_chunks chunk join asked using (language)
      where chunk.content_id = best.content_id and chunk.language = best.language and chunk.number = best.number
    ) as judged on true
  ),
  by_text as (
    select content_id, language, number,
      row_number() over (order by satisfied desc, total desc, content_id, place) as position
    from (
      select *, bool_or(satisfies) over item as satisfied,
        sum(score * ${nextChunkWeight} ^ (place - 1)) over item as total
      from placed where place <= ${chunksPerItem}
      window item as (partition by content_id)
    ) as items
    order by position limit ${candidates}
  )`
