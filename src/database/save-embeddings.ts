import type { Database } from './database.ts'
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

/** Keeps vectors; one that is there already stays. */
export const saveEmbeddings = async (
  database: Database,
  model: string,
  embeddings: readonly NewEmbedding[],
): Promise<void> => {
  if (embeddings.length === 0) return
  const rows = embeddings.map((row) => [
    row.itemId,
    row.type,
    row.embedding,
    model,
    row.inputDigest,
    row.language,
  ])
  try {
    // Nearly always nothing is there, and rows of 6 kB are written once.
    await database.copyBinary(
      { table: 'embeddings.content_embeddings', columns: vectorColumns },
      rows,
    )
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error
    await saveMissing(database, rows)
  }
}

const saveMissing = (database: Database, rows: readonly (readonly unknown[])[]): Promise<void> =>
  database.transaction(async ({ query, copyBinary }) => {
    const names = Object.keys(vectorColumns).join(', ')
    await query(
      `create temporary table stage_embeddings on commit drop as
       select ${names} from embeddings.content_embeddings where false`,
    )
    await copyBinary({ table: 'stage_embeddings', columns: vectorColumns }, rows)
    await query(
      `insert into embeddings.content_embeddings (${names}) select ${names} from stage_embeddings
       on conflict (model_version, input_digest, content_id, language) do nothing`,
    )
  })
