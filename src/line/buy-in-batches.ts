import { randomUUID } from 'node:crypto'
import {
  forgetBatch,
  noteBatch,
  type OpenBatch,
  openBatches,
  planBatch,
} from '../database/batches.ts'
import type { Database } from '../database/database.ts'
import { readInputs } from '../database/embeddings.ts'
import type { Clock } from '../embed/clock.ts'
import { endOfRequest } from '../embed/pack-inputs.ts'
import type { BatchState, BatchText, EmbeddingBatches } from '../embedder.ts'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import { type Bought, notUnderWay, type PendingText } from './buy-vectors.ts'
import { collectBatch, type Kept } from './collect-batch.ts'

/** What buying in batches needs. */
export type BatchInput = {
  readonly database: Database
  readonly batches: EmbeddingBatches
  /** The run that has the model's claim. */
  readonly run: string
  readonly clock: Pick<Clock, 'sleep'>
  readonly note: (text: string) => void
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Buys vectors of texts in batches, and waits for these and for what earlier runs have asked for. A batch is noted before it
 * is created, and forgotten once what came back is kept: a run that goes on after a kill pays for nothing twice. What a
 * batch does not bring is left to another round.
 */
export const buyInBatches = async (
  input: BatchInput,
  texts: readonly PendingText[],
): Promise<Bought> => {
  let [embedded, tokens] = [0, 0]
  const sizes = new Map(texts.map((text) => [text.inputDigest, text.tokens] as const))
  const kept: Kept = (digests, rows) => {
    embedded += rows
    for (const digest of digests) tokens += sizes.get(digest) ?? 0
  }
  try {
    await noteFound(input)
    await buyAll(input, texts, kept)
    return { embedded, tokens, failure: null }
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    return { embedded, tokens, failure }
  }
}

/** Notes what a killed run has created and did not come to note; forgets what it had planned only. */
const noteFound = async ({ database, batches }: BatchInput): Promise<void> => {
  for (const { mark, id, createdAt } of await openBatches(database, batches.model)) {
    if (id !== null) continue
    const found = await batches.find(mark, createdAt)
    if (found === null) await forgetBatch(database, mark)
    else await noteBatch(database, mark, found)
    reach('batch-noted')
  }
}

// Milliseconds between two looks; most batches take hours.
const firstWait = 1_000
const longestWait = 60_000

const buyAll = async (
  input: BatchInput,
  texts: readonly PendingText[],
  kept: Kept,
): Promise<void> => {
  const { database, batches, clock, onProgress } = input
  let queue = await notUnderWay(database, batches.model, texts)
  let { largest } = batches
  let wait = firstWait
  // How many may be under way at the same time; learned when the service takes no more.
  let most = Number.POSITIVE_INFINITY
  for (;;) {
    let open = (await openBatches(database, batches.model)).length
    for (; queue.length > 0 && open < most; open += 1) {
      const end = endOfRequest(queue, 0, largest)
      await startBatch(input, queue.slice(0, end))
      queue = queue.slice(end)
    }
    const looked = await lookAtAll(input)
    if (looked.length === 0 && queue.length === 0) return
    const underWay = looked.filter(({ state }) => state.kind === 'under way')
    const refused = await collectEnded(input, looked, kept)
    const [first] = refused
    if (first !== undefined) {
      queue = [...refused.flatMap(({ batch }) => of(texts, batch)), ...queue]
      most = Math.max(1, underWay.length)
      // Where nothing else was under way, one was too much by itself.
      if (refused.length === looked.length) largest = { ...largest, inputs: halfOf(first) }
    }
    const left = underWay.reduce((sum, { batch, done }) => sum + batch.digests.length - done, 0)
    onProgress(Math.max(0, texts.length - queue.length - left), texts.length)
    if (underWay.length < looked.length) wait = firstWait
    else {
      await clock.sleep(wait)
      wait = Math.min(longestWait, wait * 2)
    }
  }
}

type Looked = { readonly batch: OpenBatch; readonly state: BatchState; readonly done: number }

const lookAtAll = async ({ database, batches }: BatchInput): Promise<readonly Looked[]> => {
  const looked: Looked[] = []
  for (const batch of await openBatches(database, batches.model)) {
    if (batch.id === null) continue
    const state = await batches.look(batch.id)
    looked.push({ batch, state, done: state.kind === 'under way' ? state.done : 0 })
  }
  return looked
}

/** Collects what has ended; gives those batches that the service found too much. */
const collectEnded = async (
  input: BatchInput,
  looked: readonly Looked[],
  kept: Kept,
): Promise<readonly Looked[]> => {
  const refused: Looked[] = []
  for (const one of looked) {
    const { batch, state } = one
    if (state.kind === 'under way') continue
    if (state.kind === 'ended' && state.tooMuch) {
      await forgetBatch(input.database, batch.mark)
      refused.push(one)
    } else await collectBatch(input, batch, state, kept)
  }
  return refused
}

const of = (texts: readonly PendingText[], { digests }: OpenBatch): readonly PendingText[] => {
  const inIt = new Set(digests)
  return texts.filter(({ inputDigest }) => inIt.has(inputDigest))
}

const halfOf = ({ batch: { digests }, state }: Looked): number => {
  if (digests.length > 1) return Math.ceil(digests.length / 2)
  const reason = state.kind === 'ended' ? state.reason : ''
  throw new ContentError('EMBEDDER', `The service takes no batch, not even of one text: ${reason}`)
}

const startBatch = async (
  { database, batches, run, note }: BatchInput,
  texts: readonly PendingText[],
): Promise<void> => {
  const mark = randomUUID()
  const digests = texts.map(({ inputDigest }) => inputDigest)
  await planBatch(database, batches.model, run, { mark, digests })
  reach('batch-planned')
  const id = await batches.start(mark, inputsOf(database, batches.model, texts))
  // A release may have replaced all of its texts meanwhile.
  if (id === null) return await forgetBatch(database, mark)
  await noteBatch(database, mark, id)
  reach('batch-noted')
  note(
    `${texts.length} texts are under way in batch ${id}, which may take a day. Stopped, \`reindex --batch\` goes on with it.`,
  )
}

// A few MB at a time.
const readAtOnce = 2_000

const inputsOf = async function* (
  database: Database,
  model: string,
  texts: readonly PendingText[],
): AsyncIterable<readonly BatchText[]> {
  for (let start = 0; start < texts.length; start += readAtOnce) {
    const some = texts.slice(start, start + readAtOnce)
    const inputs = await readInputs(
      database,
      model,
      some.flatMap(({ chunks }) => chunks.slice(0, 1)),
    )
    yield Array.from(inputs, ([digest, text]) => ({ digest, text }))
  }
}
