import { setTimeout as delay } from 'node:timers/promises'
import type { Embedder } from '../embedder.ts'
import { ContentError } from '../errors.ts'
import type { Failure } from './openai-failure.ts'
import { dimensions, type OpenaiAccount, openaiRequest, openaiUrl } from './openai-request.ts'
import { halves, type InputBatch, packInputs } from './pack-inputs.ts'
import { waitAsked } from './rate-limit.ts'

/** Time and chance, in milliseconds, so that a test need not wait for them. */
export type Clock = {
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<unknown>
  /** From 0 up to 1. */
  readonly random: () => number
  /** After which a request counts as failed. */
  readonly timeout: number
}

const mostRetries = 5
// Longer waits are somebody else's decision: a run in CI should end and be resumed.
const longestWait = 15 * 60_000

// US dollars per million tokens.
const prices: ReadonlyMap<string, number> = new Map([
  ['text-embedding-ada-002', 0.1],
  ['text-embedding-3-small', 0.02],
  ['text-embedding-3-large', 0.13],
])

const wallClock: Clock = {
  now: Date.now,
  sleep: (milliseconds) => delay(milliseconds),
  random: Math.random,
  timeout: 60_000,
}

/**
 * An embedder that asks OpenAI or a compatible server, for 1,536 dimensions. Requests go one after the other, as the
 * rate-limit headers allow; whatever may pass is tried five times more. Replies that are not exactly
 * one sound vector per text are never returned. Rejects with `EMBEDDER`; no message holds the API key.
 */
export const openaiEmbedder = (account: OpenaiAccount, clock: Clock = wallClock): Embedder => {
  const send = sender(account, clock)
  const embedBatch = async (batch: InputBatch): Promise<readonly Float32Array[]> => {
    const outcome = await send(batch)
    if (outcome.kind === 'vectors') return outcome.vectors
    return [...(await embedBatch(outcome.parts[0])), ...(await embedBatch(outcome.parts[1]))]
  }
  return {
    model: modelVersion(account),
    dimensions,
    price: prices.get(account.model) ?? 0,
    embed: async (texts) => {
      const vectors: Float32Array[] = []
      for (const batch of packInputs(texts)) vectors.push(...(await embedBatch(batch)))
      return vectors
    },
  }
}

const modelVersion = ({ baseUrl, model }: OpenaiAccount): string => {
  const host = baseUrl === null ? '' : new URL(baseUrl).host
  return host === '' || host === new URL(openaiUrl).host ? model : `${model}@${host}`
}

type Outcome =
  | { readonly kind: 'vectors'; readonly vectors: readonly Float32Array[] }
  | { readonly kind: 'halved'; readonly parts: readonly [InputBatch, InputBatch] }

const sender = (account: OpenaiAccount, clock: Clock) => {
  const request = openaiRequest(account, clock.timeout)
  // Until when the headers of earlier replies ask every request to wait.
  let readyAt = 0
  return async (batch: InputBatch): Promise<Outcome> => {
    for (let attempt = 0; ; attempt += 1) {
      await waitUntil(readyAt, account.model, clock)
      const reply = await request(batch)
      const wait = waitAsked(reply.headers, batch.weight, clock.now())
      readyAt = Math.max(readyAt, clock.now() + wait)
      if (reply.kind === 'vectors') return reply
      const parts = reply.action === 'halve' ? halves(batch) : null
      if (parts !== null) return { kind: 'halved', parts }
      if (reply.action !== 'retry' || attempt === mostRetries) throw refusal(reply, account.model)
      if (wait === 0) await clock.sleep(backoff(attempt, clock))
    }
  }
}

const waitUntil = async (time: number, model: string, clock: Clock): Promise<void> => {
  const wait = time - clock.now()
  if (wait <= 0) return
  if (wait <= longestWait) return void (await clock.sleep(wait))
  const reason = `the server asks to wait ${Math.ceil(wait / 1000)} s`
  throw refusal({ reason, hint: 'Run it again later; it goes on where it stopped.' }, model)
}

/** Full jitter: anything up to 1, 2, 4, 8, 16 seconds. */
const backoff = (attempt: number, clock: Clock): number => clock.random() * 1_000 * 2 ** attempt

// Without the SDK's error as its cause, which may quote the API key.
const refusal = ({ reason, hint }: Pick<Failure, 'reason' | 'hint'>, model: string): ContentError =>
  new ContentError('EMBEDDER', `Cannot embed with \`${model}\`: ${reason}`, { hint })
