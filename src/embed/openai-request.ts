import OpenAI from 'openai'
import { tell } from '../event.ts'
import { readEmbeddingReply } from './embedding-reply.ts'
import { type Failure, judgeFailure } from './openai-failure.ts'
import { readCapped } from './read-capped.ts'

/** Where to buy embeddings. */
export type OpenaiAccount = {
  readonly apiKey: string
  /** Of any server that speaks the protocol, with its `/v1`; null is OpenAI itself. */
  readonly baseUrl: string | null
  readonly model: string
  /** Whom OpenAI is to charge, where the key belongs to several; null leaves it to the key. */
  readonly organization: string | null
  readonly project: string | null
  /** With one, `baseUrl` is that of an Azure deployment, which takes the key in another header. */
  readonly apiVersion: string | null
  readonly fetch?: typeof globalThis.fetch
}

/** Where requests go when no other server is named. */
export const openaiUrl = 'https://api.openai.com/v1'

/** Of every vector that is asked for and accepted. */
export const dimensions = 1536

/** Checked vectors, or what to do about the failure; with the reply's headers where there was one. */
export type Reply =
  | {
      readonly kind: 'vectors'
      readonly vectors: readonly Float32Array[]
      readonly headers: Headers
    }
  | (Failure & { readonly kind: 'failure' })

// A number of a vector takes at most some 24 characters of JSON, in servers that know no base64.
const mostBytesPerText = dimensions * 32
const mostOtherBytes = 65_536

/** The most bytes that an answer for so many texts may have. */
export const mostBytes = (texts: number): number => texts * mostBytesPerText + mostOtherBytes

/** What the endpoint is asked for with texts. */
export const embeddingBody = (model: string, texts: readonly string[]) => ({
  model,
  input: [...texts],
  encoding_format: 'base64' as const,
  // ada-002 refuses the parameter, and other providers' models may.
  ...(model.startsWith('text-embedding-3-') ? { dimensions } : {}),
})

/**
 * One request to the embeddings endpoint, without retries, which counts as failed after `timeout` milliseconds. It
 * never rejects: what goes wrong is judged and returned.
 */
export const openaiRequest = (
  account: OpenaiAccount,
  timeout: number,
): ((texts: readonly string[]) => Promise<Reply>) => {
  const { apiKey, model } = account
  const client = openaiClient(account, timeout)
  return async (texts) => {
    const body = embeddingBody(model, texts)
    const told = teller(texts)
    try {
      // The SDK's own timeout ends with the headers; the signal covers the body as well.
      const signal = AbortSignal.timeout(timeout)
      const response = await client.embeddings.create(body, { signal }).asResponse()
      const text = await readCapped(response, mostBytes(texts.length))
      told(response.status, Buffer.byteLength(text ?? ''))
      const { headers } = response
      if (text === null) return malformed('a reply without end', headers)
      const reply = readEmbeddingReply(text, texts.length, dimensions)
      return reply.kind === 'vectors' ? { ...reply, headers } : malformed(reply.reason, headers)
    } catch (error) {
      told(statusOf(error), 0)
      return { kind: 'failure', ...judgeFailure(error, apiKey) }
    }
  }
}

/** Tells of a request when it has ended; what it sends is counted by its texts. */
const teller = (texts: readonly string[]): ((status: number | null, received: number) => void) => {
  const start = performance.now()
  const sent = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  return (status, received) => {
    const seconds = (performance.now() - start) / 1000
    tell({ kind: 'request', to: 'embeddings', operation: 'embed', status, seconds, sent, received })
  }
}

const statusOf = (error: unknown): number | null =>
  error instanceof OpenAI.APIError ? (error.status ?? null) : null

const malformed = (found: string, headers: Headers): Reply => ({
  kind: 'failure',
  action: 'retry',
  reason: `Expected embeddings, got ${found}`,
  hint: '',
  headers,
})

/** A client of the SDK that tries nothing again, logs nothing and takes nothing from the environment. */
export const openaiClient = (
  { apiKey, baseUrl, organization, project, apiVersion, fetch }: OpenaiAccount,
  timeout: number,
): OpenAI =>
  new OpenAI({
    apiKey,
    baseURL: baseUrl ?? openaiUrl,
    organization,
    project,
    logLevel: 'off',
    maxRetries: 0,
    timeout,
    ...(apiVersion === null
      ? {}
      : {
          defaultQuery: { 'api-version': apiVersion },
          defaultHeaders: { 'api-key': apiKey, authorization: null },
        }),
    ...(fetch === undefined ? {} : { fetch }),
  })
