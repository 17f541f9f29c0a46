import { randomInt } from 'node:crypto'
import { digestsUnderWay } from '../database/batches.ts'
import type { Database } from '../database/database.ts'
import {
  type ChunkFilter,
  type ChunkScope,
  type DigestChoice,
  type PendingChunk,
  pendingChunks,
  readInputs,
  reuseEmbeddings,
} from '../database/embeddings.ts'
import { saveLimits } from '../database/models.ts'
import { saveEmbeddings } from '../database/save-embeddings.ts'
import { endOfRequest } from '../embed/pack-inputs.ts'
import type { Embedder } from '../embedder.ts'
import { tell } from '../event.ts'
import { reach } from '../point.ts'

/** What buying vectors came to. */
export type Bought = {
  /** Chunks that got a vector bought for them; equal texts are bought once. */
  readonly embedded: number
  readonly tokens: number
  /** Why not all were bought; null when all is well. */
  readonly failure: Error | null
}

/** Slices of one text, whose vector is bought once; as long as the first. */
export type PendingText = Pick<PendingChunk, 'tokens' | 'bytes' | 'inputDigest'> & {
  readonly chunks: readonly PendingChunk[]
}

/** Gives slices the vectors that are known for their texts, and lists the texts for which none is. */
export const reuseVectors = async (
  database: Database,
  model: string,
  scope: ChunkScope,
  filter?: ChunkFilter,
): Promise<readonly PendingText[]> => {
  await reuseEmbeddings(database, model, scope)
  reach('vectors-reused')
  return await pendingTexts(database, model, scope, filter)
}

/** The texts of slices for which no vector is known, in the order of their digests. */
export const pendingTexts = async (
  database: Database,
  model: string,
  scope: ChunkScope,
  filter?: ChunkFilter,
  digests?: DigestChoice,
): Promise<readonly PendingText[]> => {
  const pending = await pendingChunks(database, model, scope, filter, digests)
  return [...Map.groupBy(pending, ({ inputDigest }) => inputDigest).values()].flatMap((chunks) => {
    const [first] = chunks
    return first === undefined ? [] : [{ ...first, chunks }]
  })
}

/** Those of the texts that are in no batch, which would be bought twice. */
export const notUnderWay = async (
  database: Database,
  model: string,
  texts: readonly PendingText[],
): Promise<readonly PendingText[]> => {
  const underWay = await digestsUnderWay(database, model)
  return texts.filter(({ inputDigest }) => !underWay.has(inputDigest))
}

/** How many requests are under way at the same time, unless an operator says otherwise. */
export const usualConcurrency = 4

/**
 * Buys the vectors of texts, but of those that another process has bought meanwhile. Each reply is kept before the next request
 * goes in its place, so a kill loses no more than the requests under way. After a failure nothing more is asked for; what is under
 * way is kept.
 */
export const buyVectors = async (
  database: Database,
  embedder: Embedder,
  texts: readonly PendingText[],
  onProgress: (done: number, total: number) => void,
  concurrency = usualConcurrency,
): Promise<Bought> => {
  let order = texts
  let hasOverlapped = false
  let next = 0
  let done = 0
  let tokens = 0
  let embedded = 0
  let failure: Error | null = null
  const buyAll = async (request: readonly PendingText[]): Promise<void> => {
    for (let rest = request; rest.length > 0 && failure === null; ) {
      const bought = await buySome(database, embedder, rest)
      tellTokens(embedder, bought.tokens)
      tokens += bought.tokens
      embedded += bought.kept
      // Whoever goes on where another process has just been asks for what that is asking for now.
      if (bought.overlaps) {
        hasOverlapped = true
        order = beginAnywhere(order.slice(next))
        next = 0
      }
      done += rest.length - bought.rest.length
      rest = bought.rest
      onProgress(done, texts.length)
    }
  }
  const worker = async (): Promise<void> => {
    while (next < order.length && failure === null) {
      // One by one, since the service may let know meanwhile that it takes less.
      const end = endOfRequest(order, next, embedder.largest())
      const request = order.slice(next, end)
      next = end
      await buyAll(request)
    }
  }
  const keepFailure = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error(String(error))
  }
  await Promise.all(Array.from({ length: concurrency }, () => worker().catch(keepFailure)))
  // Of what another process has bought, other lessons with the same words lack theirs still.
  if (hasOverlapped) await reuseEmbeddings(database, embedder.model, 'all')
  const limits = embedder.limits()
  if (limits !== null) await saveLimits(database, embedder.model, limits)
  return { embedded, tokens, failure }
}

const tellTokens = ({ model, price }: Embedder, tokens: number): void =>
  tell({
    kind: 'embedded',
    model,
    tokens,
    cost: price === null ? null : (tokens * price) / 1_000_000,
  })

type BoughtSome = {
  /** Vectors that were not there yet. */
  readonly kept: number
  readonly tokens: number
  /** Whether some had been replaced, or bought by another process. */
  readonly overlaps: boolean
  /** The texts that one request did not hold. */
  readonly rest: readonly PendingText[]
}

const buySome = async (
  database: Database,
  embedder: Embedder,
  texts: readonly PendingText[],
): Promise<BoughtSome> => {
  const inputs = await readInputs(
    database,
    embedder.model,
    texts.flatMap(({ chunks }) => chunks.slice(0, 1)),
  )
  // A release may have replaced some meanwhile, and another process bought some.
  const wanted = texts.filter(({ inputDigest }) => inputs.has(inputDigest))
  const vectors = await embedder.embed(wanted.map((text) => inputs.get(text.inputDigest) ?? ''))
  const rows = vectors.flatMap((embedding, index) =>
    (wanted[index]?.chunks ?? []).map((chunk) => ({ ...chunk, embedding })),
  )
  const kept = await saveEmbeddings(database, embedder.model, rows)
  reach('vectors-saved')
  return {
    kept,
    tokens: wanted.slice(0, vectors.length).reduce((sum, text) => sum + text.tokens, 0),
    overlaps: wanted.length < texts.length || kept < rows.length,
    rest: wanted.slice(vectors.length),
  }
}

/** From some text on, and round to it. */
export const beginAnywhere = (texts: readonly PendingText[]): readonly PendingText[] => {
  const first = texts.length === 0 ? 0 : randomInt(texts.length)
  return [...texts.slice(first), ...texts.slice(0, first)]
}
