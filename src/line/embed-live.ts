import { type Connections, readingEmbedder } from '../connect.ts'
import type { Database } from '../database/database.ts'
import {
  activeModel,
  type ChunkScope,
  coverage,
  linkEmbeddings,
  type PendingChunk,
  pendingChunks,
  registerModel,
  reuseEmbeddings,
  saveEmbeddings,
} from '../database/embeddings.ts'
import type { Embedder } from '../embedder.ts'
import { reach } from '../point.ts'

/** What giving the live texts their vectors came to. */
export type EmbedSummary = {
  readonly chunks: number
  readonly embedded: number
  readonly reused: number
  readonly tokens: number
  readonly model: string
  /** Live chunks that have no vector yet, and why; 0 and null when all is well. */
  readonly pending: number
  readonly failure: Error | null
}

type OnProgress = (what: string, done: number, total: number) => void

/**
 * Gives every live chunk its vector of the active model. Lessons are live already: when the embedding
 * service fails, the failure is returned and what was bought is kept.
 */
export const embedLive = async (
  connections: Pick<Connections, 'database' | 'embedder'>,
  onProgress: OnProgress,
): Promise<EmbedSummary> => {
  const { database } = connections
  const embedder = await readingEmbedder(connections)
  await registerModel(database, embedder.model, embedder.dimensions)
  const active = (await activeModel(database)) ?? embedder.model
  const bought =
    active === embedder.model
      ? await buyMissing(database, embedder, 'unlinked', onProgress)
      : nothing
  await database.transaction((transaction) => linkEmbeddings(transaction, active, 'unlinked'))
  reach('vectors-linked')
  const { chunks, embedded } = await coverage(database)
  return {
    chunks,
    embedded: bought.embedded,
    reused: embedded - bought.embedded,
    tokens: bought.tokens,
    model: active,
    pending: chunks - embedded,
    failure: bought.failure,
  }
}

/** What buying vectors came to. */
export type Bought = {
  readonly embedded: number
  readonly tokens: number
  readonly failure: Error | null
}

const nothing: Bought = { embedded: 0, tokens: 0, failure: null }

// Each slice is stored before the next is asked for, so that a kill loses at most one.
const sliceSize = 512

/** Buys the vectors that live chunks lack of an embedder's model; equal texts are bought once. */
export const buyMissing = async (
  database: Database,
  embedder: Embedder,
  scope: ChunkScope,
  onProgress: OnProgress,
): Promise<Bought> => {
  await reuseEmbeddings(database, embedder.model, scope)
  reach('vectors-reused')
  const pending = await pendingChunks(database, embedder.model, scope)
  const groups = [...Map.groupBy(pending, ({ inputDigest }) => inputDigest).values()]
  let embedded = 0
  let tokens = 0
  for (let start = 0; start < groups.length; start += sliceSize) {
    const slice = groups.slice(start, start + sliceSize)
    try {
      embedded += await buySlice(database, embedder, slice)
    } catch (error) {
      if (error instanceof Error) return { embedded, tokens, failure: error }
      throw error
    }
    tokens += slice.reduce((sum, [first]) => sum + (first?.tokens ?? 0), 0)
    onProgress('embed', Math.min(start + sliceSize, groups.length), groups.length)
  }
  return { embedded, tokens, failure: null }
}

const buySlice = async (
  database: Database,
  embedder: Embedder,
  slice: readonly (readonly PendingChunk[])[],
): Promise<number> => {
  const vectors = await embedder.embed(slice.map(([first]) => first?.input ?? ''))
  const rows = slice.flatMap((chunks, index) => {
    const embedding = vectors[index]
    return embedding === undefined ? [] : chunks.map((chunk) => ({ ...chunk, embedding }))
  })
  await saveEmbeddings(database, embedder.model, rows)
  reach('vectors-saved')
  return rows.length
}
