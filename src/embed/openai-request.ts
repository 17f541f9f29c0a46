import OpenAI from 'openai'
import { readEmbeddingReply } from './embedding-reply.ts'
import { type Failure, judgeFailure } from './openai-failure.ts'
import type { InputBatch } from './pack-inputs.ts'

/** Where to buy embeddings. */
export type OpenaiAccount = {
  readonly apiKey: string
  /** Of any server that speaks the protocol, with its `/v1`; null is OpenAI itself. */
  readonly baseUrl: string | null
  readonly model: string
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

/** One request to the embeddings endpoint, without retries. It never rejects: what goes wrong is judged and returned. */
export const openaiRequest = (
  { apiKey, baseUrl, model, fetch }: OpenaiAccount,
  timeout: number,
) => {
  const client = new OpenAI({
    apiKey,
    baseURL: baseUrl ?? openaiUrl,
    // Else the SDK would take these from the environment.
    organization: null,
    project: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout,
    ...(fetch === undefined ? {} : { fetch }),
  })
  // ada-002 refuses the parameter, and other providers' models may.
  const shorter = model.startsWith('text-embedding-3-') ? { dimensions } : {}
  return async ({ texts }: InputBatch): Promise<Reply> => {
    const body = { model, input: [...texts], encoding_format: 'base64' as const, ...shorter }
    try {
      // The SDK's own timeout ends with the headers; the signal covers the body as well.
      const signal = AbortSignal.timeout(timeout)
      const response = await client.embeddings.create(body, { signal }).asResponse()
      const reply = readEmbeddingReply(await response.text(), texts.length, dimensions)
      const { headers } = response
      if (reply.kind === 'vectors') return { ...reply, headers }
      const reason = `Expected embeddings, got ${reply.reason}`
      return { kind: 'failure', action: 'retry', reason, hint: '', headers }
    } catch (error) {
      return { kind: 'failure', ...judgeFailure(error, apiKey) }
    }
  }
}
