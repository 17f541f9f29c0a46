import { digestsUnderWay } from '../database/batches.ts'
import type { Database } from '../database/database.ts'
import { type ChunkFilter, knownDigests, sliceSizes } from '../database/embeddings.ts'
import { staleTexts } from '../database/staged-chunks.ts'
import { chunkerVersion } from '../embed/chunk.ts'
import { type InputSize, packInputs } from '../embed/pack-inputs.ts'
import type { Embedder, RateLimits } from '../embedder.ts'
import type { Rechunk } from './rechunk.ts'

/** What filling a model would take. */
export type ReindexEstimate = {
  readonly model: string
  /** In all, and distinct texts among them that no vector of the model is known for nor asked for in a batch. */
  readonly chunks: number
  readonly texts: number
  readonly tokens: number
  readonly requests: number
  /** At the limits that the model's service last told, in seconds; null where it never did. */
  readonly seconds: number | null
  /** US dollars; null where the price is not known. */
  readonly dollars: number | null
}

type Slice = InputSize & { readonly inputDigest: string }

/** The slices that a reindex would want vectors for, cut anew where an older chunker has cut them; changes nothing. */
export const wantedSlices = async (
  database: Database,
  rechunk: Rechunk,
  filter: ChunkFilter,
): Promise<readonly Slice[]> => {
  const cut: Slice[] = []
  const stale = []
  for (const text of await staleTexts(database, chunkerVersion)) {
    const staged = await rechunk(text)
    if (staged === null) continue
    stale.push(text)
    if (filter.language !== null && filter.language !== text.language) continue
    if (filter.type !== null && filter.type !== text.type) continue
    if (filter.slug !== null && !new RegExp(filter.slug, 'u').test(text.slug)) continue
    for (const { inputDigest, tokens, input } of staged.chunks)
      cut.push({ inputDigest, tokens, bytes: Buffer.byteLength(input) })
  }
  return [...(await sliceSizes(database, filter, stale)), ...cut]
}

/** What it would take to give slices vectors of an embedder's model. */
export const estimateReindex = async (
  database: Database,
  embedder: Pick<Embedder, 'model' | 'price' | 'largest'>,
  slices: readonly Slice[],
  limits: RateLimits | null,
): Promise<ReindexEstimate> => {
  const texts = new Map(slices.map((slice) => [slice.inputDigest, slice] as const))
  for (const known of await knownDigests(database, embedder.model, [...texts.keys()]))
    texts.delete(known)
  for (const asked of await digestsUnderWay(database, embedder.model)) texts.delete(asked)
  const missing = [...texts.values()]
  const tokens = missing.reduce((sum, text) => sum + text.tokens, 0)
  const requests = packInputs(missing, embedder.largest()).length
  return {
    model: embedder.model,
    chunks: slices.length,
    texts: missing.length,
    tokens,
    requests,
    seconds:
      limits === null
        ? null
        : Math.ceil(60 * Math.max(requests / limits.requests, tokens / limits.tokens)),
    dollars: dollarsOf(tokens, embedder.price),
  }
}

/** What tokens cost at a price per million; null where the price is not known. */
export const dollarsOf = (tokens: number, price: number | null): number | null =>
  price === null ? null : (tokens * price) / 1_000_000
