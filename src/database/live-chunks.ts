import { ContentError } from '../errors.ts'
import type { Row, Transaction } from './database.ts'
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

/** Chunks that a run has rendered, of which the database holds `count`. */
export type RenderedChunks = { readonly run: string; readonly count: number }

/** Keeps chunks that a run has rendered until they become live. */
export const keepRendered = async (
  { copyBinary }: Pick<Transaction, 'copyBinary'>,
  run: string,
  chunks: readonly LiveChunk[],
): Promise<void> => {
  await copyBinary(
    { table: 'pipeline.rendered_chunks', columns: { run: 'uuid', ...columnTypes } },
    rowsOf(chunks).map((row) => [run, ...row]),
  )
}

/**
 * Makes the chunks of a run live, each with its vector of the model where that is known already.
 * @throws ContentError `DATABASE` where the server has lost some of them
 */
export const makeRenderedLive = async (
  { query }: Transaction,
  { run, count }: RenderedChunks,
  model: string,
): Promise<void> => {
  if (count === 0) return
  const [made] = await query<Row & { readonly count: number }>(
    `with rendered as (delete from pipeline.rendered_chunks where run = $1 returning *),
     live as (
       insert into embeddings.live_chunks (${chunkColumns}, search, embedding_id)
       select chunk.*, known.id
       from (select ${chunkColumns}, ${searchVector} as search from rendered) as chunk
       left join embeddings.content_embeddings as known
         on known.model_version = $2 and known.input_digest = chunk.input_digest
        and known.content_id = chunk.content_id and known.language = chunk.language
       returning 1)
     select count(*)::int as count from live`,
    [run, model],
  )
  // Of runs that did not end.
  await query('delete from pipeline.rendered_chunks')
  if (made?.count === count) return
  throw new ContentError('DATABASE', `Expected ${count} chunks of this run, got ${made?.count}.`, {
    hint: 'The server was restarted meanwhile. Run the command again.',
  })
}

/** Moves the chunks of a run to those that are to take the place of what is live of these versions. */
export const stageRendered = async (
  { query }: Transaction,
  { run }: Pick<RenderedChunks, 'run'>,
  versions: readonly {
    readonly itemId: string
    readonly language: string
    readonly versionId: string
  }[],
): Promise<void> => {
  await query(
    `with rendered as (delete from pipeline.rendered_chunks where run = $1 returning *)
     insert into embeddings.staged_chunks (${chunkColumns}, search, version_id)
     select chunk.*, version.id
     from (select ${chunkColumns}, ${searchVector} as search from rendered) as chunk
     join unnest($2::uuid[], $3::text[], $4::uuid[]) as version (content_id, language, id)
       using (content_id, language)`,
    [
      run,
      versions.map(({ itemId }) => itemId),
      versions.map(({ language }) => language),
      versions.map(({ versionId }) => versionId),
    ],
  )
}

const searchVector = searchVectorSql({
  config: 'config',
  title: 'search_title',
  lead: 'search_lead',
  body: 'search_body',
})

const columnTypes = {
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
} as const

const rowsOf = (chunks: readonly LiveChunk[]): readonly (readonly unknown[])[] =>
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
  ])
