import { coverage, linkEmbeddings } from '../database/embeddings.ts'
import { activeModel, registerModel } from '../database/models.ts'
import { type EmbedderSource, readingEmbedder } from '../open-embedder.ts'
import { reach } from '../point.ts'
import {
  type Bought,
  beginAnywhere,
  buyVectors,
  notUnderWay,
  type PendingText,
  reuseVectors,
} from './buy-vectors.ts'
import { shareTexts } from './share-texts.ts'
import type { ShareParts } from './shared-work.ts'

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
 * service fails, the failure is returned and what was bought is kept. Where there are others to buy some of them, what they leave is
 * bought here.
 */
export const embedLive = async (
  source: EmbedderSource,
  onProgress: OnProgress,
  share?: ShareParts,
): Promise<EmbedSummary> => {
  const { database } = source
  const embedder = await readingEmbedder(source)
  await registerModel(database, embedder.model, embedder.dimensions)
  const active = (await activeModel(database)) ?? embedder.model
  const lacking = async (): Promise<readonly PendingText[]> =>
    notUnderWay(database, active, await reuseVectors(database, active, 'unlinked'))
  const buy = async (texts: readonly PendingText[]): Promise<Bought> => {
    const onText = (done: number, total: number): void => onProgress('embed', done, total)
    const byOthers = share === undefined ? null : await shareTexts(share, embedder, texts, onText)
    // A publish and a decision may be buying the same: hardly a text is asked for by both then.
    if (byOthers === null) return await buyVectors(database, embedder, beginAnywhere(texts), onText)
    const own = await buyVectors(database, embedder, await lacking(), onText)
    const embedded = own.embedded + byOthers.embedded
    return { ...own, embedded, tokens: own.tokens + byOthers.tokens }
  }
  const texts = await lacking()
  const bought =
    active === embedder.model ? await buy(texts) : { embedded: 0, tokens: 0, failure: null }
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
