import { forgetBatch, type OpenBatch } from '../database/batches.ts'
import type { Database } from '../database/database.ts'
import { anyChunk, pendingChunks } from '../database/embeddings.ts'
import { saveEmbeddings } from '../database/save-embeddings.ts'
import type { BatchState, EmbeddingBatches } from '../embedder.ts'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'

/** Is told the digests of texts whose vectors are kept now, and of how many rows. */
export type Kept = (digests: readonly string[], rows: number) => void

type CollectInput = {
  readonly database: Database
  readonly batches: EmbeddingBatches
  readonly note: (text: string) => void
}

// Vectors of 6 kB, which are held in memory until they are stored.
const keptAtOnce = 1_000

/**
 * Keeps the vectors that came back of a batch, for whatever lacks them now, and forgets the batch.
 * @throws ContentError `EMBEDDER` where asking again would bring no more: it failed, was cancelled, or brought nothing
 */
export const collectBatch = async (
  { database, batches, note }: CollectInput,
  batch: OpenBatch,
  state: Exclude<BatchState, { readonly kind: 'under way' }>,
  kept: Kept,
): Promise<void> => {
  const asked = new Set(batch.digests)
  const vectors = new Map<string, Float32Array>()
  let brought = 0
  let reason = ''
  const keep = async (): Promise<void> => {
    const chunks = await pendingChunks(database, batches.model, 'all', anyChunk, {
      named: [...vectors.keys()],
    })
    const rows = chunks.flatMap((chunk) => {
      const embedding = vectors.get(chunk.inputDigest)
      return embedding === undefined ? [] : [{ ...chunk, embedding }]
    })
    await saveEmbeddings(database, batches.model, rows)
    reach('vectors-saved')
    kept([...new Set(rows.map(({ inputDigest }) => inputDigest))], rows.length)
    vectors.clear()
  }
  for await (const answer of batches.read(state.kind === 'gone' ? [] : state.answers)) {
    if (answer.kind === 'refused') reason ||= answer.reason
    else if (!asked.has(answer.digest)) reason ||= 'an answer to another text'
    else {
      brought += 1
      vectors.set(answer.digest, answer.vector)
      if (vectors.size === keptAtOnce) await keep()
    }
  }
  if (vectors.size > 0) await keep()
  await forgetBatch(database, batch.mark)
  reach('batch-kept')
  if (state.kind === 'gone')
    return note(`Batch ${batch.id} is gone; its texts are asked for again.`)
  await batches.remove(state.files)
  reach('batch-removed')
  const why = [state.reason, reason].filter((text) => text !== '').join('; ')
  if (state.how === 'failed' || state.how === 'cancelled' || brought === 0)
    throw new ContentError(
      'EMBEDDER',
      `Batch ${batch.id} is ${state.how}${why === '' ? '' : `: ${why}`}`,
    )
  if (reason !== '')
    note(`Of batch ${batch.id}, ${brought} of ${asked.size} texts came back: ${why}`)
}
