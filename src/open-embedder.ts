import type { Config } from './config.ts'
import type { Connections } from './connect.ts'
import { activeModel } from './database/models.ts'
import { offlineEmbedder } from './embed/offline-embedder.ts'
import type { Embedder, EmbeddingBatches, Patience, Turn } from './embedder.ts'
import { ContentError } from './errors.ts'

/** What it takes to find the embedder that readers' vectors come from. */
export type EmbedderSource = Pick<Connections, 'database' | 'embedder' | 'embedderOf'>

/** The embedder whose vectors readers use now, as far as this configuration can ask it; else the configured one. */
export const readingEmbedder = async (
  { database, embedder, embedderOf }: EmbedderSource,
  patience: Patience = 'load',
): Promise<Embedder> => {
  const model = (await activeModel(database)) ?? embedder.model
  // The one that is there knows already how much its service takes.
  if (model === embedder.model && patience === 'load') return embedder
  return (await embedderOf(model, patience)) ?? embedder
}

/**
 * The embedder that the configuration names. Where it is to be asked, `turn` lets it share what its service takes.
 * @throws ContentError `CONFIG` where it needs a key and there is none
 */
export const configuredEmbedder = async (
  { environment }: Config,
  turn?: Turn,
): Promise<Embedder> => {
  const { embedder } = environment
  if (embedder.kind === 'offline') return offlineEmbedder()
  const { apiKey } = embedder
  if (apiKey === null) {
    throw new ContentError('CONFIG', 'Missing `OPENAI_API_KEY` for `embedder: openai`.')
  }
  const { openaiEmbedder } = await import('./embed/openai-embedder.ts')
  return openaiEmbedder({ ...embedder, apiKey }, { turn })
}

/** The embedder of a model under the configured account; the offline one needs none. */
export const embedderOf = async (
  { environment }: Config,
  wanted: string,
  patience: Patience,
  turn?: Turn,
): Promise<Embedder | null> => {
  const offline = offlineEmbedder()
  if (wanted === offline.model) return offline
  const { embedder } = environment
  if (embedder.kind === 'offline' || embedder.apiKey === null) return null
  const { modelVersion, openaiEmbedder } = await import('./embed/openai-embedder.ts')
  const model = wanted.replace(/@[^@]*$/, '')
  const account = { ...embedder, apiKey: embedder.apiKey, model }
  if (modelVersion(account) !== wanted) return null
  // A reader with a question goes before all that can wait.
  return openaiEmbedder(account, patience === 'load' ? { patience, turn } : { patience })
}

/**
 * The batches of a model under the configured account; null where it is not asked for by requests that come in batches too:
 * the offline one needs no service, and a deployment of Azure's is of one kind or the other.
 */
export const batchesOf = async (
  { environment: { embedder } }: Config,
  wanted: string,
): Promise<EmbeddingBatches | null> => {
  if (embedder.kind === 'offline' || embedder.apiKey === null || embedder.apiVersion !== null)
    return null
  const { openaiBatches } = await import('./embed/openai-batches.ts')
  const model = wanted.replace(/@[^@]*$/, '')
  const batches = openaiBatches({ ...embedder, apiKey: embedder.apiKey, model })
  return batches.model === wanted ? batches : null
}
