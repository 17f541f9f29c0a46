import type { Database, Row } from './database.ts'
import { sqlState } from './driver-error.ts'
import type { PendingChunk } from './embeddings.ts'

/** A vector and the slice that it belongs to. */
export type NewEmbedding = Pick<PendingChunk, 'itemId' | 'type' | 'language' | 'inputDigest'> & {
  readonly embedding: Float32Array
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const uniqueViolation = '23505'

const vectorColumns = {
  content_id: 'uuid',
  content_type: 'text',
  embedding: 'vector',
  model_version: 'text',
  input_digest: 'text',
  language: 'text',
} as const

/**
 * Keeps vectors, and returns how many; one that is there already stays. Those of an item that was purged meanwhile are left out.
 */
export const saveEmbeddings = async (
  database: Database,
  model: string,
  embeddings: readonly NewEmbedding[],
): Promise<number> => {
  if (embeddings.length === 0) return 0
  const rows = rowsOf(model, await withoutPurged(database, embeddings))
  try {
    // Nearly always nothing is there, and rows of 6 kB are written once.
    await database.copyBinary(
      { table: 'embeddings.content_embeddings', columns: vectorColumns },
      rows,
    )
    return rows.length
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error
    return await saveMissing(database, rows)
  }
}

const saveMissing = (database: Database, rows: readonly (readonly unknown[])[]): Promise<number> =>
  database.transaction(async ({ query, copyBinary }) => {
    const names = Object.keys(vectorColumns).join(', ')
    await query(
      `create temporary table stage_embeddings on commit drop as
       select ${names} from embeddings.content_embeddings where false`,
    )
    await copyBinary({ table: 'stage_embeddings', columns: vectorColumns }, rows)
    const kept = await query(
      `insert into embeddings.content_embeddings (${names}) select ${names} from stage_embeddings
       on conflict (model_version, input_digest, content_id, language) do nothing returning id`,
    )
    return kept.length
  })

// The lock under which a purge is decided is not taken: a worker that is stopped while it has it keeps all others from publishing for
// a minute. Between this and the copy lie milliseconds; the service takes seconds.
const withoutPurged = async (
  { query }: Pick<Database, 'query'>,
  embeddings: readonly NewEmbedding[],
): Promise<readonly NewEmbedding[]> => {
  const purged = await query<Row & { readonly item: string }>(
    `select distinct content_id as "item" from pipeline.decisions
     where kind = 'purge' and content_id = any($1::uuid[])`,
    [[...new Set(embeddings.map(({ itemId }) => itemId))]],
  )
  const items = new Set(purged.map(({ item }) => item))
  return embeddings.filter(({ itemId }) => !items.has(itemId))
}

const rowsOf = (
  model: string,
  embeddings: readonly NewEmbedding[],
): readonly (readonly unknown[])[] =>
  embeddings.map(({ itemId, type, embedding, inputDigest, language }) => [
    itemId,
    type,
    embedding,
    model,
    inputDigest,
    language,
  ])
