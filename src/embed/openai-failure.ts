import { APIError } from 'openai'

/**
 * What to do about a request that failed: try again, send it in two halves, give it up, or give up asking at all,
 * since no other request would fare better.
 */
export type Failure = {
  readonly action: 'retry' | 'halve' | 'refuse' | 'stop'
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
  if (isOutOfCredit(error)) {
    const hint = 'Add credit to the account; what is embedded already is kept.'
    return { action: 'stop', reason, hint, headers }
  }
  const hint = hints[status ?? 0] ?? ''
  if (isTooLarge(error, reason)) return { action: 'halve', reason, hint, headers }
  if (isTransient(status)) return { action: 'retry', reason, hint, headers }
  return { action: status === 400 || status === 422 ? 'refuse' : 'stop', reason, hint, headers }
}

const outOfCredit: readonly unknown[] = ['insufficient_quota', 'billing_hard_limit_reached']

const isOutOfCredit = ({ code, type }: APIError): boolean =>
  outOfCredit.includes(code) || outOfCredit.includes(type)

// No status: the connection failed or timed out.
const isTransient = (status: number | undefined): boolean =>
  status === undefined || status === 408 || status === 409 || status === 429 || status >= 500

// OpenAI: `max_tokens_per_request`, and for a request above a whole minute's tokens a 429 that no waiting helps.
// Others count texts: Azure ("Too many inputs. The max number of inputs is 16"), Hugging Face's server ("batch size
// 64 > maximum allowed batch size 32"). A text above the model's own limit is found by halving down to it.
const tooLargeText =
  /request too large|too many inputs|batch size|array too long|maximum context length|too many tokens/iu

const isTooLarge = ({ status, code, type }: APIError, reason: string): boolean => {
  if (status === 413) return true
  if (code === 'max_tokens_per_request' || type === 'max_tokens_per_request') return true
  return (status === 400 || status === 422 || status === 429) && tooLargeText.test(reason)
}

/** A text of the service's without the API key: OpenAI quotes a refused one with stars in its middle, other servers the whole of it. */
export const withoutKey = (text: string, apiKey: string): string =>
  text.replaceAll(apiKey.trim() || '\0', '[API key]').replace(/\bsk-[\w*.-]+/gu, '[API key]')
