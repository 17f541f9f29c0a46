import type { Connections } from '../connect.ts'
import type { ChunkFilter } from '../database/embeddings.ts'
import { knownModels } from '../database/models.ts'
import type { Embedder, EmbeddingBatches } from '../embedder.ts'
import { estimateReindex, type ReindexEstimate, wantedSlices } from '../line/estimate-reindex.ts'
import type { Rechunk } from '../line/rechunk.ts'
import { formatCost } from '../output/format-cost.ts'
import { exitCodes, type Terminal, table } from '../output/terminal.ts'

/** What the estimates are of, and where they are printed. */
export type EstimateInput = {
  readonly connections: Connections
  /** Of the model that would be filled. */
  readonly embedder: Embedder
  readonly rechunk: Rechunk
  readonly filter: ChunkFilter
  /** The service's batches of a model; null where it is asked by requests. */
  readonly batchesOf: (model: string) => Promise<EmbeddingBatches | null>
  /** The active model. */
  readonly before: string | null
  readonly terminal: Terminal
  readonly format: 'text' | 'json'
}

// OpenAI's: what is not done by then expires.
const longestBatch = 24 * 3_600

/** Prints what filling each model would take, the wanted one first; changes nothing. */
export const reportEstimates = async (input: EstimateInput): Promise<number> => {
  const { connections, embedder, rechunk, filter, before, terminal, format } = input
  const { database } = connections
  const slices = await wantedSlices(database, rechunk, filter)
  const known = new Map((await knownModels(database)).map((one) => [one.model, one] as const))
  const estimates: ReindexEstimate[] = []
  for (const candidate of await candidates(input, [...known.keys()])) {
    const limits = known.get(candidate.model)?.limits ?? null
    const batches = await input.batchesOf(candidate.model)
    if (batches === null) {
      estimates.push(await estimateReindex(database, candidate, slices, limits))
      continue
    }
    const terms = { ...batches, largest: () => batches.largest }
    const estimate = await estimateReindex(database, terms, slices, null)
    estimates.push({ ...estimate, seconds: estimate.texts === 0 ? 0 : longestBatch })
  }
  const [wanted] = estimates
  if (format === 'json') {
    terminal.print(JSON.stringify({ before, ...wanted, models: estimates }, null, 2))
    return exitCodes.fine
  }
  const rows = estimates.map((one) => [
    one.model === embedder.model ? `${one.model} ←` : one.model,
    String(one.chunks),
    String(one.texts),
    String(one.tokens),
    String(one.requests),
    formatTime(one),
    formatCost(one.dollars),
  ])
  const names = ['model', 'chunks', 'to buy', 'tokens', 'requests', 'at its limits', 'cost']
  terminal.print(table([names, ...rows]))
  return exitCodes.fine
}

const formatTime = ({ texts, seconds }: ReindexEstimate): string => {
  if (texts === 0) return '0 s'
  if (seconds === null) return 'limits unknown'
  return seconds === longestBatch ? 'up to a day' : `${seconds} s`
}

/** The wanted model's embedder, then those of the known models, and of the priced ones where there is an account. */
const candidates = async (
  { connections, embedder }: EstimateInput,
  known: readonly string[],
): Promise<readonly Embedder[]> => {
  const { pricedModels } = await import('../embed/openai-embedder.ts')
  const names = new Set([...known, ...pricedModels].filter((name) => name !== embedder.model))
  const found = await Promise.all([...names].map((name) => connections.embedderOf(name, 'load')))
  return [embedder, ...found.filter((one) => one !== null)]
}
