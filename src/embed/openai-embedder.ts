import type { Embedder, Patience, RequestSize, Turn } from '../embedder.ts'
import { ContentError } from '../errors.ts'
import { type Clock, wallClock } from './clock.ts'
import type { Failure } from './openai-failure.ts'
import { dimensions, type OpenaiAccount, openaiRequest, openaiUrl } from './openai-request.ts'
import { createTurnstile } from './turnstile.ts'

// The API takes 2,048 texts and 300,000 tokens in a request (openai-node 7.57, resources/embeddings.ts); some room,
// since it counts tokens by an estimate.
const largest = { inputs: 2_048, weight: 250_000 }

// US dollars per million tokens.
const prices: ReadonlyMap<string, number> = new Map([
  ['text-embedding-ada-002', 0.1],
  ['text-embedding-3-small', 0.02],
  ['text-embedding-3-large', 0.13],
])

/** US dollars per million tokens of a model; null where that is not known. */
export const priceOf = (model: string): number | null => prices.get(model) ?? null

/** The models of OpenAI's whose price is known. */
export const pricedModels: readonly string[] = [...prices.keys()]

type Terms = {
  /** Milliseconds after which a request counts as failed. */
  readonly timeout: number
  readonly retries: number
  readonly longestWait: number
  readonly mostFailures: number
}

const terms: Readonly<Record<Patience, Terms>> = {
  // Longer waits are somebody else's decision: a run in CI should end and be resumed.
  load: { timeout: 60_000, retries: 5, longestWait: 15 * 60_000, mostFailures: 6 },
  // Full text answers meanwhile.
  question: { timeout: 4_000, retries: 0, longestWait: 500, mostFailures: 2 },
}

/** What an embedder may be given besides its account. */
export type EmbedderSettings = {
  readonly patience?: Patience
  readonly clock?: Clock
  /** Instead of what patience says, in milliseconds. */
  readonly timeout?: number
  /** When a request may go beside those of other processes; at once unless given. */
  readonly turn?: Turn | undefined
}

/**
 * An embedder that asks OpenAI or a compatible server, for 1,536 dimensions. Requests pass as the rate-limit headers
 * allow; with the patience of a load, whatever may pass is tried five times more. After an outage or a refusal that
 * concerns every request, none is sent for a minute. Replies that are not exactly one sound vector per text are never
 * returned. Rejects with `EMBEDDER`; no message holds the API key.
 */
export const openaiEmbedder = (
  account: OpenaiAccount,
  { patience = 'load', clock = wallClock, timeout, turn }: EmbedderSettings = {},
): Embedder => {
  const agreed = terms[patience]
  const turnstile = createTurnstile(clock, agreed)
  const request = openaiRequest(account, timeout ?? agreed.timeout)
  // Learned from refusals, so that a server that takes 32 texts refuses one request and not each.
  let mostInputs = largest.inputs

  const ask = async (texts: readonly string[]): Promise<readonly Float32Array[] | 'too large'> => {
    const weight = weightOf(texts)
    for (let attempt = 0; ; attempt += 1) {
      const refused = await turnstile.enter(weight)
      if (refused !== null) throw refusal(refused, account.model)
      if (turn !== undefined) await clock.sleep(await turnAmongAll(turn, weight))
      const reply = await request(texts)
      if (reply.kind === 'vectors') {
        turnstile.leave(weight, reply.headers, { kind: 'well' })
        return reply.vectors
      }
      const backoff = jitter(attempt, clock)
      turnstile.leave(weight, reply.headers, { kind: 'failed', failure: reply, backoff })
      if (reply.action === 'halve' && texts.length > 1) return 'too large'
      if (reply.action !== 'retry' || attempt === agreed.retries)
        throw refusal(reply, account.model)
    }
  }

  const turnAmongAll = async (turn: Turn, weight: number): Promise<number> => {
    try {
      return await turn(modelVersion(account), weight)
    } catch (error) {
      // Nothing was asked, so nothing is under way.
      turnstile.leave(weight, null, { kind: 'never asked' })
      throw error
    }
  }

  const takes = (): RequestSize => ({
    inputs: mostInputs,
    weight: Math.min(largest.weight, turnstile.limits()?.tokens ?? largest.weight),
  })

  const embed = async (texts: readonly string[]): Promise<readonly Float32Array[]> => {
    let part = texts.slice(0, mostInputs)
    for (;;) {
      const fits = part.length <= 1 || weightOf(part) <= takes().weight
      const vectors = fits ? await ask(part) : 'too large'
      if (vectors !== 'too large') return vectors
      const half = Math.ceil(part.length / 2)
      if (fits) mostInputs = half
      part = part.slice(0, half)
    }
  }

  return {
    model: modelVersion(account),
    dimensions,
    price: priceOf(account.model),
    largest: takes,
    embed: async (texts) => {
      if (texts.some((text) => text.trim() === ''))
        throw new ContentError('EMBEDDER', 'Expected texts to embed, got an empty one')
      return texts.length === 0 ? [] : embed(texts)
    },
    limits: turnstile.limits,
  }
}

/** By which name vectors of an account are kept: the model's, with the server where that is not OpenAI's. */
export const modelVersion = ({
  baseUrl,
  model,
}: Pick<OpenaiAccount, 'baseUrl' | 'model'>): string => {
  const host = baseUrl === null ? '' : new URL(baseUrl).host
  return host === '' || host === new URL(openaiUrl).host ? model : `${model}@${host}`
}

/** The service's own estimate of tokens, by which it limits them: a quarter of the bytes. */
const weightOf = (texts: readonly string[]): number =>
  Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 4)

/** Full jitter: anything up to 1, 2, 4, 8, 16 seconds. */
const jitter = (attempt: number, clock: Clock): number => clock.random() * 1_000 * 2 ** attempt

// Without the SDK's error as its cause, which may quote the API key.
const refusal = ({ reason, hint }: Pick<Failure, 'reason' | 'hint'>, model: string): ContentError =>
  new ContentError('EMBEDDER', `Cannot embed with \`${model}\`: ${reason}`, { hint })
