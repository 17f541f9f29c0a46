import { NotFoundError } from 'openai'
import type { BatchAnswer, EmbeddingBatches } from '../embedder.ts'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import { batchFile, readAnswers } from './batch-lines.ts'
import { type BatchObject, batchObject, batchPage, stateOf } from './batch-object.ts'
import { type Clock, wallClock } from './clock.ts'
import { modelVersion, priceOf } from './openai-embedder.ts'
import { judgeFailure, withoutKey } from './openai-failure.ts'
import { type OpenaiAccount, openaiClient } from './openai-request.ts'
import { retryAfter } from './rate-limit.ts'
import { readCapped } from './read-capped.ts'

// A batch takes 50,000 texts, and a file of 200 MB (openai-node 7.57, resources/batches.ts). Some 64 MB of text leave room
// for what JSON adds, and are held in memory while they are sent.
const largest = { inputs: 50_000, weight: 16_000_000 }

// As OpenAI has it.
const partOfPrice = 0.5

// In the batch's metadata.
const markName = 'hma_content_mark'
const retries = 5
// Some minutes: a run that has waited for hours should not end with a short outage.
const retriesOfLooks = 14
const longestBackoff = 60_000
// As for requests: longer waits are somebody else's decision.
const longestWait = 15 * 60_000
// A file is a thousand times a request.
const uploadTimeouts = 10
const mostJsonBytes = 4 * 1024 * 1024
// By how much the service's clock and ours may differ.
const clockDifference = 24 * 3_600_000
// What came back is collected within days, or never.
const keptSeconds = 30 * 24 * 3_600

/** What batches may be given besides an account; the timeout in milliseconds. */
export type BatchSettings = { readonly clock?: Clock; readonly timeout?: number }

/**
 * Batches of OpenAI's Batch API, or of a server that speaks it. Each text is a request of its own, so one that is refused
 * spoils no other. Whatever may pass is tried five times more, and a look at a batch for some minutes. No message holds the
 * API key.
 */
export const openaiBatches = (
  account: OpenaiAccount,
  { clock = wallClock, timeout = 60_000 }: BatchSettings = {},
): EmbeddingBatches => {
  const { apiKey, model } = account
  const client = openaiClient(account, timeout)

  /** Waits until something that failed may be tried again; throws where it may not. */
  const recover = async (error: unknown, tried: number, most = retries): Promise<void> => {
    const { action, reason, hint, headers } = judgeFailure(error, apiKey)
    const backoff = clock.random() * Math.min(longestBackoff, 1_000 * 2 ** tried)
    const wait = retryAfter(headers, clock.now()) ?? backoff
    if (action === 'retry' && tried < most && wait <= longestWait)
      return void (await clock.sleep(wait))
    // Without the SDK's error as its cause, which may quote the API key.
    throw new ContentError('EMBEDDER', `Cannot ask for batches of \`${model}\`: ${reason}`, {
      hint: error instanceof NotFoundError ? noBatches : hint,
    })
  }

  const persist = async <T>(
    attempt: (signal: AbortSignal) => Promise<T>,
    { within = timeout, again = retries } = {},
  ): Promise<T> => {
    for (let tried = 0; ; tried += 1) {
      try {
        return await attempt(AbortSignal.timeout(within))
      } catch (error) {
        await recover(error, tried, again)
      }
    }
  }

  const uploadTimeout = timeout * uploadTimeouts
  const upload = (file: File): Promise<string> =>
    persist(
      async (signal) => {
        const sent = client.files.create(
          { file, purpose: 'batch' },
          { signal, timeout: uploadTimeout },
        )
        return fileId(await jsonOf(await sent.asResponse()))
      },
      { within: uploadTimeout },
    )

  const pageAfter = (after: string | null): Promise<readonly BatchObject[]> =>
    persist(async (signal) => {
      const query = { limit: 100, ...(after === null ? {} : { after }) }
      return batchPage(await jsonOf(await client.batches.list(query, { signal }).asResponse()))
    })

  const find = async (mark: string, since: number): Promise<string | null> => {
    let after: string | null = null
    for (;;) {
      // The newest come first.
      const page = await pageAfter(after)
      const found = page.find(({ marks }) => marks.includes(mark))
      if (found !== undefined) return found.id
      const last = page.at(-1)
      if (last === undefined || last.id === after) return null
      if (last.created < since - clockDifference) return null
      after = last.id
    }
  }

  const create = async (mark: string, file: string): Promise<string> => {
    const body = {
      input_file_id: file,
      endpoint: '/v1/embeddings',
      completion_window: '24h',
      metadata: { [markName]: mark },
      output_expires_after: { anchor: 'created_at', seconds: keptSeconds },
    } as const
    const since = clock.now()
    for (let tried = 0; ; tried += 1) {
      // One whose answer was lost is there all the same, and would be paid for twice.
      const made = tried === 0 ? null : await find(mark, since)
      if (made !== null) return made
      try {
        const signal = AbortSignal.timeout(timeout)
        const sent = client.batches.create(body, { signal })
        return batchObject(await jsonOf(await sent.asResponse())).id
      } catch (error) {
        await recover(error, tried)
      }
    }
  }

  const answersIn = async function* (file: string): AsyncIterable<BatchAnswer> {
    for (let tried = 0; ; tried += 1) {
      const abort = new AbortController()
      try {
        const asked = client.files.content(file, { signal: abort.signal })
        return yield* readAnswers(await asked.asResponse(), abort, timeout)
      } catch (error) {
        if (error instanceof NotFoundError)
          return yield { kind: 'refused', reason: 'its file is gone' }
        await recover(error, tried)
      }
    }
  }

  const price = priceOf(model)
  return {
    model: modelVersion(account),
    price: price === null ? null : price * partOfPrice,
    largest,
    start: async (mark, texts) => {
      const file = await batchFile(`${mark}.jsonl`, model, texts)
      if (file.size === 0) return null
      const uploaded = await upload(file)
      reach('batch-uploaded')
      const id = await create(mark, uploaded)
      reach('batch-created')
      return id
    },
    find,
    look: (id) =>
      persist(
        async (signal) => {
          try {
            const found = await client.batches.retrieve(id, { signal }).asResponse()
            return stateOf(batchObject(await jsonOf(found)), (text) => withoutKey(text, apiKey))
          } catch (error) {
            if (error instanceof NotFoundError) return { kind: 'gone' } as const
            throw error
          }
        },
        { again: retriesOfLooks },
      ),
    read: async function* (files) {
      for (const file of files) yield* answersIn(file)
    },
    remove: async (files) => {
      for (const file of files)
        await client.files.delete(file, { signal: AbortSignal.timeout(timeout) }).catch(() => null)
    },
  }
}

const noBatches =
  'Not every service has a Batch API; without `--batch` texts are bought by requests.'

/** The SDK takes whatever comes with status 200; a page that asks to sign in must not pass for an empty list. */
const jsonOf = async (response: Response): Promise<unknown> => {
  const text = await readCapped(response, mostJsonBytes)
  try {
    return JSON.parse(text ?? '')
  } catch {
    throw new Error('Expected JSON, got something else')
  }
}

const fileId = (value: unknown): string => {
  if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string')
    return value.id
  throw new Error('Expected a file, got something else')
}
