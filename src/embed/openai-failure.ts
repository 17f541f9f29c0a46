import { APIError } from 'openai'

/** What to do about a request that failed: try again after `wait` milliseconds (null: as usual), halve it, or give up. */
export type Failure = {
  readonly action: 'retry' | 'halve' | 'stop'
  readonly reason: string
  readonly hint: string
  readonly headers: Headers | null
}

const hints: Readonly<Record<number, string>> = {
  401: 'Check the API key.',
  403: 'Check what the API key is allowed to do, and from where.',
  404: 'Check the name of the model and the base URL.',
}

/** Judges what the SDK, or reading its reply, failed with. Reasons never hold the API key. */
export const judgeFailure = (error: unknown, apiKey: string): Failure => {
  const reason = withoutKey(error instanceof Error ? error.message : String(error), apiKey)
  if (!(error instanceof APIError)) return { action: 'retry', reason, hint: '', headers: null }
  const status: number | undefined = error.status
  const headers: Headers | null = error.headers ?? null
  if (error.code === 'insufficient_quota' || error.type === 'insufficient_quota') {
    const hint = 'Add credit to the account; what is embedded already is kept.'
    return { action: 'stop', reason, hint, headers }
  }
  const hint = hints[status ?? 0] ?? ''
  if (status === 400 && isTooLarge(error)) return { action: 'halve', reason, hint, headers }
  return { action: isTransient(status) ? 'retry' : 'stop', reason, hint, headers }
}

// No status: the connection failed or timed out.
const isTransient = (status: number | undefined): boolean =>
  status === undefined || status === 408 || status === 409 || status === 429 || status >= 500

const isTooLarge = (error: APIError): boolean =>
  error.code === 'max_tokens_per_request' || error.type === 'max_tokens_per_request'

// OpenAI quotes a refused key with stars in its middle, other servers the whole of it.
const withoutKey = (text: string, apiKey: string): string =>
  text.replaceAll(apiKey.trim() || '\0', '[API key]').replace(/\bsk-[\w*.-]+/gu, '[API key]')
