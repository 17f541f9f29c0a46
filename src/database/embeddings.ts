import type { ContentType } from '../lesson/lesson.ts'
import { queryByHash } from './compare-by-hash.ts'
import type { Database, Row, Transaction } from './database.ts'

/** A text slice for which a model's vector is wanted, without the text itself. */
export type PendingChunk = {
  readonly itemId: string
  readonly type: string
  readonly language: string
  readonly number: number
  /** Whether it waits to become live; see `embeddings.staged_chunks`. */
  readonly staged: boolean
  readonly inputDigest: string
  readonly tokens: number
  readonly bytes: number
}

/** Which slices: those that no vector is linked to, which are few after a small push, or all that are or will be live. */
export type ChunkScope = 'unlinked' | 'all'

/** Of the slices of a scope, those that are asked for; null takes any. */
export type ChunkFilter = {
  readonly language: string | null
  readonly type: ContentType | null
  /** A regular expression that slugs match. */
  readonly slug: string | null
}

/** Takes every slice. */
export const anyChunk: ChunkFilter = { language: null, type: null, slug: null }

/** Texts by their digests: those named, or those of a range, both ends included; all where nothing is said. */
export type DigestChoice = {
  readonly named?: readonly string[]
  readonly from?: string
  readonly to?: string
}

// Written out and not bound, so that the few unlinked ones are found by their index. A text with staged chunks is
// wanted as it will be.
const slices: Readonly<Record<ChunkScope, string>> = {
  unlinked: `
    select content_id, language, number, input_digest, input, tokens, false as staged
    from embeddings.live_chunks where embedding_id is null`,
  all: `
    select content_id, language, number, input_digest, input, tokens, false as staged
    from embeddings.live_chunks as live
    where not exists (
      select from embeddings.staged_chunks as staged
      where staged.content_id = live.content_id and staged.language = live.language)
    union all
    select content_id, language, number, input_digest, input, tokens, true
    from embeddings.staged_chunks`,
}

/** Asks what compares the slices of a scope with vectors. */
const compare = <R extends Row>(
  database: Database,
  scope: ChunkScope,
  sql: string,
  parameters: readonly unknown[],
): Promise<readonly R[]> =>
  scope === 'unlinked'
    ? database.query<R>(sql, parameters)
    : database.transaction((transaction) => queryByHash<R>(transaction, sql, parameters))

/**
 * Gives slices every vector of the model that is known for the same text, whichever lesson it was bought for; returns
 * how many were copied.
 */
export const reuseEmbeddings = async (
  database: Database,
  model: string,
  scope: ChunkScope,
): Promise<number> => {
  const rows = await compare(
    database,
    scope,
    `insert into embeddings.content_embeddings
       (content_id, content_type, embedding, model_version, input_digest, language)
     select distinct on (chunk.input_digest, chunk.content_id, chunk.language)
            chunk.content_id, item.content_type::text, known.embedding, $1, chunk.input_digest, chunk.language
     from (${slices[scope]}) as chunk
     join content_mgmt.content_items as item on item.id = chunk.content_id
     join embeddings.content_embeddings as known
       on known.model_version = $1 and known.input_digest = chunk.input_digest
     where not exists (
       select from embeddings.content_embeddings as own
       where own.model_version = $1 and own.input_digest = chunk.input_digest
         and own.content_id = chunk.content_id and own.language = chunk.language)
     on conflict (model_version, input_digest, content_id, language) do nothing
     returning id`,
    [model],
  )
  return rows.length
}

/** Slices without a vector of the model, each text of a lesson once, in the order of digests; of certain texts only, where these are chosen. */
export const pendingChunks = (
  database: Database,
  model: string,
  scope: ChunkScope,
  filter: ChunkFilter = anyChunk,
  { named, from, to }: DigestChoice = {},
): Promise<readonly PendingChunk[]> =>
  compare<Row & PendingChunk>(
    database,
    scope,
    `select distinct on (chunk.input_digest, chunk.content_id, chunk.language)
            chunk.content_id as "itemId", item.content_type::text as "type", chunk.language,
            chunk.number, chunk.staged, chunk.input_digest as "inputDigest", chunk.tokens,
            octet_length(chunk.input) as bytes
     from (${slices[scope]}) as chunk
     join content_mgmt.content_items as item on item.id = chunk.content_id
     where ($2::text is null or chunk.language = $2)
       and ($3::text is null or item.content_type::text = $3)
       and ($4::text is null or item.slug ~ $4)
       and ($5::text[] is null or chunk.input_digest = any($5))
       and ($6::text is null or chunk.input_digest >= $6)
       and ($7::text is null or chunk.input_digest <= $7)
       and not exists (
         select from embeddings.content_embeddings as known
         where known.model_version = $1 and known.input_digest = chunk.input_digest
           and known.content_id = chunk.content_id and known.language = chunk.language)
     order by chunk.input_digest, chunk.content_id, chunk.language, chunk.number`,
    [model, filter.language, filter.type, filter.slug, named ?? null, from ?? null, to ?? null],
  )

/**
 * The texts of slices by their digest; without those that have been replaced since they were listed, or whose vector of the model
 * another process has kept meanwhile.
 */
export const readInputs = async (
  { query }: Database,
  model: string,
  chunks: readonly PendingChunk[],
): Promise<ReadonlyMap<string, string>> => {
  const rows = await query<Row & { readonly digest: string; readonly input: string }>(
    `select asked.digest, coalesce(live.input, staged.input) as input
     from unnest($1::uuid[], $2::text[], $3::int4[], $4::bool[], $5::text[])
       as asked (content_id, language, number, staged, digest)
     left join embeddings.live_chunks as live
       on not asked.staged and live.content_id = asked.content_id and live.language = asked.language
      and live.number = asked.number and live.input_digest = asked.digest
     left join embeddings.staged_chunks as staged
       on asked.staged and staged.content_id = asked.content_id and staged.language = asked.language
      and staged.number = asked.number and staged.input_digest = asked.digest
     where coalesce(live.input, staged.input) is not null
       and not exists (
         select from embeddings.content_embeddings as known
         where known.model_version = $6 and known.input_digest = asked.digest)`,
    [
      chunks.map(({ itemId }) => itemId),
      chunks.map(({ language }) => language),
      chunks.map(({ number }) => number),
      chunks.map(({ staged }) => staged),
      chunks.map(({ inputDigest }) => inputDigest),
      model,
    ],
  )
  return new Map(rows.map(({ digest, input }) => [digest, input]))
}

/** Points live chunks to their vectors of the active model; waits for the end of a release under way. */
export const linkEmbeddings = async (
  { query }: Transaction,
  model: string,
  scope: ChunkScope,
): Promise<void> => {
  // A release replaces the same rows, in another order: without this the two could wait for each other.
  await query('select from pipeline.recorded where id = 1 for update')
  await query(
    `update embeddings.live_chunks as chunk set embedding_id = known.id
     from embeddings.content_embeddings as known
     where known.model_version = $1 and known.input_digest = chunk.input_digest
       and known.content_id = chunk.content_id and known.language = chunk.language
       and chunk.embedding_id is distinct from known.id
       and ${scope === 'all' ? 'true' : 'chunk.embedding_id is null'}`,
    [model],
  )
}

/** How many live chunks there are, and how many of them readers have a vector for. */
export const coverage = async (
  database: Database,
): Promise<{ readonly chunks: number; readonly embedded: number }> => {
  const [row] = await database.query<Row & { readonly chunks: number; readonly embedded: number }>(
    'select count(*)::int as chunks, count(embedding_id)::int as embedded from embeddings.live_chunks',
  )
  return row ?? { chunks: 0, embedded: 0 }
}

/** The digest and the size of every slice that is or will be live, but for texts given as item id and language. */
export const sliceSizes = (
  { query }: Database,
  filter: ChunkFilter,
  without: readonly { readonly itemId: string; readonly language: string }[],
): Promise<readonly Pick<PendingChunk, 'inputDigest' | 'tokens' | 'bytes'>[]> =>
  query<Row & Pick<PendingChunk, 'inputDigest' | 'tokens' | 'bytes'>>(
    `select chunk.input_digest as "inputDigest", chunk.tokens, octet_length(chunk.input) as bytes
     from (${slices.all}) as chunk
     join content_mgmt.content_items as item on item.id = chunk.content_id
     where ($1::text is null or chunk.language = $1)
       and ($2::text is null or item.content_type::text = $2)
       and ($3::text is null or item.slug ~ $3)
       and not exists (
         select from unnest($4::uuid[], $5::text[]) as other (content_id, language)
         where other.content_id = chunk.content_id and other.language = chunk.language)`,
    [
      filter.language,
      filter.type,
      filter.slug,
      without.map(({ itemId }) => itemId),
      without.map(({ language }) => language),
    ],
  )

/** Those of the texts, by the SHA-256 of what is sent, that a vector of the model is kept for. */
export const knownDigests = async (
  database: Database,
  model: string,
  digests: readonly string[],
): Promise<readonly string[]> => {
  const rows = await database.query<Row & { readonly digest: string }>(
    `select distinct input_digest as digest from embeddings.content_embeddings
     where model_version = $1 and input_digest = any($2)`,
    [model, digests],
  )
  return rows.map(({ digest }) => digest)
}
