import type { Transaction } from './database.ts'
import { searchVectorSql } from './search-vector-sql.ts'

/** A chunk of a live text, with what its search vector is made from. */
export type LiveChunk = {
  readonly itemId: string
  readonly language: string
  readonly number: number
  readonly anchor: string
  readonly heading: string
  readonly text: string
  /** The exact text that is sent to a model. */
  readonly input: string
  readonly inputDigest: string
  readonly tokens: number
  readonly chunker: string
  readonly search: {
    readonly config: string
    readonly title: string
    readonly lead: string
    readonly body: string
  }
}

/** Removes the chunks of texts that are gone or about to be replaced. */
export const removeLiveChunks = async (
  { query }: Transaction,
  texts: readonly { readonly itemId: string; readonly language: string }[],
): Promise<void> => {
  await query(
    `delete from embeddings.live_chunks
     using unnest($1::uuid[], $2::text[]) as gone (content_id, language)
     where live_chunks.content_id = gone.content_id and live_chunks.language = gone.language`,
    [texts.map(({ itemId }) => itemId), texts.map(({ language }) => language)],
  )
}

/** The columns of chunks in both of their tables, but for the search vector. */
export const chunkColumns =
  'content_id, language, number, anchor, heading, text, input, input_digest, tokens, chunker'

/** Adds chunks, each with its vector of the model where that is known already. */
export const replaceLiveChunks = (
  transaction: Transaction,
  chunks: readonly LiveChunk[],
  model: string,
): Promise<void> => insertChunks(transaction, { table: 'embeddings.live_chunks', model }, chunks)

/** Where chunks go: among the live ones, with vectors of a model, or among the staged, with the versions they are of. */
export type ChunkPlace =
  | { readonly table: 'embeddings.live_chunks'; readonly model: string }
  | {
      readonly table: 'embeddings.staged_chunks'
      readonly versions: readonly {
        readonly itemId: string
        readonly language: string
        readonly versionId: string
      }[]
    }

/** Adds chunks in one of their tables; the database makes their search vectors. */
export const insertChunks = async (
  transaction: Transaction,
  place: ChunkPlace,
  chunks: readonly LiveChunk[],
): Promise<void> => {
  if (chunks.length === 0) return
  await copyChunks(transaction, chunks)
  const vector = searchVectorSql({
    config: 'config',
    title: 'search_title',
    lead: 'search_lead',
    body: 'search_body',
  })
  const made = `select ${chunkColumns}, ${vector} as search from stage_chunks`
  if (place.table === 'embeddings.live_chunks') {
    await transaction.query(
      `insert into embeddings.live_chunks (${chunkColumns}, search, embedding_id)
       select chunk.*, known.id
       from (${made}) as chunk
       left join embeddings.content_embeddings as known
         on known.model_version = $1 and known.input_digest = chunk.input_digest
        and known.content_id = chunk.content_id and known.language = chunk.language`,
      [place.model],
    )
  } else {
    await transaction.query(
      `insert into embeddings.staged_chunks (${chunkColumns}, search, version_id)
       select chunk.*, version.id
       from (${made}) as chunk
       join unnest($1::uuid[], $2::text[], $3::uuid[]) as version (content_id, language, id)
         using (content_id, language)`,
      [
        place.versions.map(({ itemId }) => itemId),
        place.versions.map(({ language }) => language),
        place.versions.map(({ versionId }) => versionId),
      ],
    )
  }
}

const copyChunks = async (
  transaction: Transaction,
  chunks: readonly LiveChunk[],
): Promise<void> => {
  await transaction.query(`create temporary table stage_chunks (
    content_id uuid, language text, number int4, anchor text, heading text, text text, input text,
    input_digest text, tokens int4, chunker text, config text, search_title text,
    search_lead text, search_body text
  ) on commit drop`)
  await transaction.copyBinary(
    {
      table: 'stage_chunks',
      columns: {
        content_id: 'uuid',
        language: 'text',
        number: 'int4',
        anchor: 'text',
        heading: 'text',
        text: 'text',
        input: 'text',
        input_digest: 'text',
        tokens: 'int4',
        chunker: 'text',
        config: 'text',
        search_title: 'text',
        search_lead: 'text',
        search_body: 'text',
      },
    },
    chunks.map((chunk) => [
      chunk.itemId,
      chunk.language,
      chunk.number,
      chunk.anchor,
      chunk.heading,
      chunk.text,
      chunk.input,
      chunk.inputDigest,
      chunk.tokens,
      chunk.chunker,
      chunk.search.config,
      chunk.search.title,
      chunk.search.lead,
      chunk.search.body,
    ]),
  )
}
