import type { Database } from '../database/database.ts'
import { type ChunkFilter, coverage, linkEmbeddings } from '../database/embeddings.ts'
import { measureRecall } from '../database/index-recall.ts'
import { activeModel, registerModel } from '../database/models.ts'
import { refreshStatistics } from '../database/refresh-statistics.ts'
import {
  countLacking,
  dropOutdatedStaged,
  type StagedText,
  stageChunks,
  staleTexts,
  switchModel,
} from '../database/staged-chunks.ts'
import {
  buildVectorIndex,
  countVectors,
  dropVectorIndex,
  graphFor,
  indexedFrom,
  keepVectorIndex,
  vectorIndexOf,
} from '../database/vector-index.ts'
import { chunkerVersion } from '../embed/chunk.ts'
import type { Embedder } from '../embedder.ts'
import { reach } from '../point.ts'
import { type BatchInput, buyInBatches } from './buy-in-batches.ts'
import {
  type Bought,
  buyVectors,
  notUnderWay,
  type PendingText,
  reuseVectors,
} from './buy-vectors.ts'
import type { JudgeSwitch } from './judge-model.ts'
import type { Rechunk } from './rechunk.ts'

/** What filling a model needs. */
export type ReindexInput = {
  readonly database: Database
  readonly embedder: Embedder
  readonly filter: ChunkFilter
  readonly concurrency: number
  /** Vectors from which on the model gets an index; see `indexedFrom`. */
  readonly indexFrom?: number
  /** Has texts embedded in batches instead of by requests. */
  readonly batches?: Omit<BatchInput, 'database' | 'onProgress'>
  /** Decides whether what is missing may be bought; rejects where not. */
  readonly allow: (texts: readonly PendingText[]) => void
  /** Judges what readers are about to be switched to; see `judgeModel`. */
  readonly judge?: () => Promise<JudgeSwitch | null>
  readonly onProgress: (what: string, done: number, total: number) => void
}

/** What filling a model came to. */
export type Reindexed = {
  /** Texts that had no vector of the model, and tokens bought for them. */
  readonly texts: number
  readonly tokens: number
  /** Chunks that got one of those. */
  readonly bought: number
  /** Live chunks, and those of them that readers have a vector for. */
  readonly chunks: number
  readonly embedded: number
  /** Chunks that the model lacks still; readers are switched to it only where there is none. */
  readonly lacking: number
  readonly failure: Error | null
}

const sliceSize = 256

/** Stages chunks of live texts that an older chunker has cut; returns how many texts could not be cut anew. */
export const stageStale = async (
  database: Database,
  rechunk: Rechunk,
  onProgress: ReindexInput['onProgress'],
): Promise<number> => {
  await dropOutdatedStaged(database, chunkerVersion)
  const stale = await staleTexts(database, chunkerVersion)
  let lost = 0
  for (let start = 0; start < stale.length; start += sliceSize) {
    const staged: StagedText[] = []
    for (const text of stale.slice(start, start + sliceSize)) {
      const cut = await rechunk(text)
      if (cut === null) lost += 1
      else staged.push(cut)
    }
    await stageChunks(database, staged)
    reach('chunks-staged')
    onProgress('cut', Math.min(start + sliceSize, stale.length), stale.length)
  }
  return lost
}

// A release in between may bring texts that the new model has no vector for.
const mostRounds = 5

/**
 * Gives every wanted chunk a vector of the embedder's model, beside those that readers use, and switches readers to it
 * in one transaction once none is missing. What was bought is kept, whatever happens.
 */
export const reindex = async (input: ReindexInput): Promise<Reindexed> => {
  const { database, embedder, filter } = input
  await registerModel(database, embedder.model, embedder.dimensions)
  reach('model-registered')
  let spent = { texts: 0, tokens: 0, bought: 0 }
  for (let round = 1; ; round += 1) {
    const texts = await reuseVectors(database, embedder.model, 'all', filter)
    const bought = await buy(input, texts)
    spent = {
      texts: spent.texts + texts.length,
      tokens: spent.tokens + bought.tokens,
      bought: spent.bought + bought.embedded,
    }
    const lacking = (await countLacking(database, embedder.model)) || (await switchReaders(input))
    if (lacking === 0) {
      reach('model-switched')
      // Servers come to that by themselves; without it, the embedded database would plan for what was there before.
      if (spent.bought >= manyChunks) await refreshStatistics(database)
    }
    // What a part leaves out is not bought in another round either.
    const last = texts.length === 0 || round === mostRounds || !isWhole(filter)
    if (lacking === 0 || bought.failure !== null || last) {
      await linkActive(database, embedder.model)
      return { ...spent, ...(await coverage(database)), lacking, failure: bought.failure }
    }
  }
}

const manyChunks = 1_000

const buy = async (input: ReindexInput, texts: readonly PendingText[]): Promise<Bought> => {
  const { database, embedder, batches, concurrency, allow } = input
  const onProgress = (done: number, total: number): void => input.onProgress('embed', done, total)
  if (batches !== undefined) {
    // What is under way was allowed by the run that asked for it.
    allow(await notUnderWay(database, embedder.model, texts))
    return await buyInBatches({ ...batches, database, onProgress }, texts)
  }
  allow(texts)
  return await buyVectors(database, embedder, texts, onProgress, concurrency)
}

/** Makes the index, judges what readers would get, and switches them; returns how many chunks a release has left without. */
const switchReaders = async (input: ReindexInput): Promise<number> => {
  const { database, embedder, judge } = input
  await indexVectors(input)
  const judged = (await judge?.()) ?? null
  return await switchModel(database, embedder.model, judged ?? (async () => {}))
}

const isWhole = ({ language, type, slug }: ChunkFilter): boolean =>
  language === null && type === null && slug === null

// Below, too many answers would be missed; without the index all are found, later.
const leastRecall = 0.95

/**
 * Makes the index of a model that has enough vectors for one, or that has outgrown the one it has, after they are loaded, and
 * measures what it finds.
 */
const indexVectors = async ({
  database,
  embedder: { model },
  indexFrom = indexedFrom,
  onProgress,
}: ReindexInput): Promise<void> => {
  const vectors = await countVectors(database, model)
  const graph = graphFor(vectors)
  const standing = await vectorIndexOf(database, model)
  if (vectors < indexFrom || standing === graph || standing === 'large') return
  onProgress('index', vectors, vectors)
  // Two would leave it to the planner which of them is measured.
  if (standing !== null) await dropVectorIndex(database, model)
  await buildVectorIndex(database, model, vectors)
  reach('index-built')
  const isGood = (await measureRecall(database, model, graph)) >= leastRecall
  await (isGood ? keepVectorIndex : dropVectorIndex)(database, model)
}

/** Buys what live chunks lack of the model that readers use; cuts nothing anew and switches nothing. */
export const fillMissing = async (input: ReindexInput): Promise<Reindexed> => {
  const { database, embedder, filter, concurrency, allow, onProgress } = input
  const lacking = await reuseVectors(database, embedder.model, 'unlinked', filter)
  const texts = await notUnderWay(database, embedder.model, lacking)
  allow(texts)
  const { embedded, ...bought } = await buyVectors(
    database,
    embedder,
    texts,
    (done, total) => onProgress('embed', done, total),
    concurrency,
  )
  await linkActive(database, embedder.model)
  const covered = await coverage(database)
  return {
    texts: texts.length,
    ...bought,
    bought: embedded,
    ...covered,
    lacking: covered.chunks - covered.embedded,
  }
}

/** What was bought of the model that readers use already is of use to them at once. */
const linkActive = async (database: Database, model: string): Promise<void> => {
  if ((await activeModel(database)) !== model) return
  await database.transaction((transaction) => linkEmbeddings(transaction, model, 'unlinked'))
  reach('vectors-linked')
}
