import { coverage, linkEmbeddings } from '../database/embeddings.ts'
import { activeModel, registerModel } from '../database/models.ts'
import { type EmbedderSource, readingEmbedder } from '../open-embedder.ts'
import { reach } from '../point.ts'
import { type Bought, buyVectors, notUnderWay, reuseVectors } from './buy-vectors.ts'

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
  source: EmbedderSource,
  onProgress: OnProgress,
): Promise<EmbedSummary> => {
  const { database } = source
  const embedder = await readingEmbedder(source)
  await registerModel(database, embedder.model, embedder.dimensions)
  const active = (await activeModel(database)) ?? embedder.model
  const lacking = await reuseVectors(database, active, 'unlinked')
  const texts = await notUnderWay(database, active, lacking)
  const bought: Bought =
    active === embedder.model
      ? await buyVectors(database, embedder, texts, (done, total) =>
          onProgress('embed', done, total),
        )
      : { embedded: 0, tokens: 0, failure: null }
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
