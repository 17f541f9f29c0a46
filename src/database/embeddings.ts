import type { Database, Row, Transaction } from './database.ts'

/** A live text slice for which a model's vector is wanted. */
export type PendingChunk = {
  readonly itemId: string
  readonly type: string
  readonly language: string
  readonly inputDigest: string
  readonly input: string
  readonly tokens: number
}

/** A vector and the slices that it belongs to. */
export type NewEmbedding = PendingChunk & { readonly embedding: Float32Array }

/** The model whose vectors readers use; null before the first. */
export const activeModel = async (database: Database): Promise<string | null> => {
  const [row] = await database.query<Row & { readonly model_version: string }>(
    'select model_version from embeddings.models where active',
  )
  return row?.model_version ?? null
}

/** Makes a model known; the first one is active at once. */
export const registerModel = async (
  database: Database,
  model: string,
  dimensions: number,
): Promise<void> => {
  await database.query(
    `insert into embeddings.models (model_version, dimensions, active)
     values ($1, $2, not exists (select from embeddings.models where active))
     on conflict (model_version) do nothing`,
    [model, dimensions],
  )
}

/** Which live chunks: all, for another model, or those that no vector is linked to, which are few after a small push. */
export type ChunkScope = 'all' | 'unlinked'

// Written out and not bound, so that the few are found by their index.
const inScope = (scope: ChunkScope): string =>
  scope === 'all' ? 'true' : 'chunk.embedding_id is null'

/**
 * Gives live chunks every vector of the model that is known for the same text, whichever lesson it
 * was bought for; returns how many were copied.
 */
export const reuseEmbeddings = async (
  database: Database,
  model: string,
  scope: ChunkScope,
): Promise<number> => {
  const rows = await database.query(
    `insert into embeddings.content_embeddings
       (content_id, content_type, embedding, model_version, input_digest, language)
     select distinct on (chunk.input_digest, chunk.content_id, chunk.language)
            chunk.content_id, item.content_type::text, known.embedding, $1, chunk.input_digest, chunk.language
     from embeddings.live_chunks as chunk
     join content_mgmt.content_items as item on item.id = chunk.content_id
     join embeddings.content_embeddings as known
       on known.model_version = $1 and known.input_digest = chunk.input_digest
     where ${inScope(scope)}
     on conflict (model_version, input_digest, content_id, language) do nothing
     returning id`,
    [model],
  )
  return rows.length
}

/** Live slices without a vector of the model, in a fixed order. */
export const pendingChunks = (
  database: Database,
  model: string,
  scope: ChunkScope,
): Promise<readonly PendingChunk[]> =>
  database.query<Row & PendingChunk>(
    `select distinct on (chunk.input_digest, chunk.content_id, chunk.language)
            chunk.content_id as "itemId", item.content_type::text as "type", chunk.language,
            chunk.input_digest as "inputDigest", chunk.input, chunk.tokens
     from embeddings.live_chunks as chunk
     join content_mgmt.content_items as item on item.id = chunk.content_id
     where ${inScope(scope)} and not exists (
       select from embeddings.content_embeddings as known
       where known.model_version = $1 and known.input_digest = chunk.input_digest
         and known.content_id = chunk.content_id and known.language = chunk.language)
     order by chunk.input_digest, chunk.content_id, chunk.language`,
    [model],
  )

/** Keeps vectors; one that is there already stays. */
export const saveEmbeddings = async (
  database: Database,
  model: string,
  embeddings: readonly NewEmbedding[],
): Promise<void> => {
  if (embeddings.length === 0) return
  await database.transaction(async (transaction) => {
    await transaction.query(`create temporary table stage_embeddings (
      content_id uuid, content_type text, embedding vector(1536), input_digest text, language text
    ) on commit drop`)
    await transaction.copyBinary(
      {
        table: 'stage_embeddings',
        columns: {
          content_id: 'uuid',
          content_type: 'text',
          embedding: 'vector',
          input_digest: 'text',
          language: 'text',
        },
      },
      embeddings.map((row) => [row.itemId, row.type, row.embedding, row.inputDigest, row.language]),
    )
    await transaction.query(
      `insert into embeddings.content_embeddings
         (content_id, content_type, embedding, model_version, input_digest, language)
       select content_id, content_type, embedding, $1, input_digest, language from stage_embeddings
       on conflict (model_version, input_digest, content_id, language) do nothing`,
      [model],
    )
  })
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
       and ${inScope(scope)}`,
    [model],
  )
}

/** Switches readers to another model in one transaction: the pointer and every live chunk. */
export const activateModel = (database: Database, model: string): Promise<void> =>
  database.transaction(async (transaction) => {
    await transaction.query('update embeddings.models set active = false where active')
    await transaction.query('update embeddings.models set active = true where model_version = $1', [
      model,
    ])
    await linkEmbeddings(transaction, model, 'all')
  })

/** How many live chunks there are, and how many of them readers have a vector for. */
export const coverage = async (
  database: Database,
): Promise<{ readonly chunks: number; readonly embedded: number }> => {
  const [row] = await database.query<Row & { readonly chunks: number; readonly embedded: number }>(
    'select count(*)::int as chunks, count(embedding_id)::int as embedded from embeddings.live_chunks',
  )
  return row ?? { chunks: 0, embedded: 0 }
}

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
