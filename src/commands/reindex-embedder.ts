import type { Config } from '../config.ts'
import type { Connections } from '../connect.ts'
import { previousModel } from '../database/models.ts'
import type { Embedder, EmbeddingBatches } from '../embedder.ts'
import { ContentError } from '../errors.ts'
import { batchesOf, readingEmbedder } from '../open-embedder.ts'

type ModelOptions = {
  readonly model?: string
  readonly rollback?: boolean
  readonly missing?: boolean
}

/** The service's batches of a model, where they are asked for. */
export const wantedBatches = async (
  { batch }: { readonly batch?: boolean },
  config: Config,
  model: string,
): Promise<EmbeddingBatches | null> => {
  if (batch !== true) return null
  const batches = await batchesOf(config, model)
  if (batches !== null) return batches
  throw new ContentError('CONFIG', `Cannot embed with \`${model}\` in batches.`, {
    hint: 'OpenAI and some compatible services take batches; the offline embedder and Azure’s deployments do not.',
  })
}

/** The embedder of the model that readers are to have: the configured one, a named one, or that of before. */
export const wantedEmbedder = async (
  { model, rollback, missing }: ModelOptions,
  connections: Connections,
): Promise<Embedder> => {
  if (missing === true) return readingEmbedder(connections)
  if (model !== undefined) {
    const named = await connections.embedderOf(model, 'load')
    if (named !== null) return named
    throw new ContentError('CONFIG', `Cannot ask \`${model}\`: no account for it is configured.`, {
      hint: 'Set `OPENAI_API_KEY`, and `OPENAI_BASE_URL` where the model is not one of OpenAI’s.',
    })
  }
  if (rollback !== true) return connections.embedder
  const previous = await previousModel(connections.database)
  if (previous === null)
    throw new ContentError('REFUSED', 'Readers have used no other model before this one.')
  return (await connections.embedderOf(previous, 'load')) ?? silentEmbedder(previous)
}

/** Stands for a model that cannot be asked any more: all its vectors may be there. */
const silentEmbedder = (model: string): Embedder => ({
  model,
  dimensions: 1536,
  price: null,
  largest: () => ({ inputs: 2_048, weight: 250_000 }),
  embed: () =>
    Promise.reject(
      new ContentError('EMBEDDER', `Cannot embed with \`${model}\`: its account is not configured`),
    ),
  limits: () => null,
})
