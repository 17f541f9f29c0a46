import type { RateLimits } from '../embedder.ts'

/** What the headers of a reply say of one limit; null where they do not say it. */
export type LimitState = {
  /** How much fits into a minute. */
  readonly limit: number | null
  readonly remaining: number
  /** Milliseconds until all of it is there again. */
  readonly reset: number | null
}

/** Milliseconds that a reply asks to wait, by `retry-after-ms` or `retry-after` (seconds or a date); null where it does not. */
export const retryAfter = (headers: Headers | null, now: number): number | null => {
  if (headers === null) return null
  const milliseconds = numberOf(headers.get('retry-after-ms'))
  if (milliseconds !== null) return milliseconds
  const text = headers.get('retry-after')
  const seconds = numberOf(text)
  if (seconds !== null) return seconds * 1000
  const date = Date.parse(text ?? '')
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

/** One limit as a reply's headers (`x-ratelimit-*`) tell it; null where they do not say what remains, as Azure's -1. */
export const limitState = (
  headers: Headers | null,
  of: 'requests' | 'tokens',
): LimitState | null => {
  const remaining = numberOf(headers?.get(`x-ratelimit-remaining-${of}`) ?? null)
  if (headers === null || remaining === null) return null
  return {
    limit: numberOf(headers.get(`x-ratelimit-limit-${of}`)),
    remaining,
    reset: parseDuration(headers.get(`x-ratelimit-reset-${of}`) ?? ''),
  }
}

/** Both limits of a minute, where the headers tell both. */
export const rateLimits = (headers: Headers | null): RateLimits | null => {
  const requests = limitState(headers, 'requests')?.limit ?? null
  const tokens = limitState(headers, 'tokens')?.limit ?? null
  return requests === null || tokens === null ? null : { requests, tokens }
}

const numberOf = (text: string | null): number | null =>
  text !== null && /^\d+(\.\d+)?$/u.test(text.trim()) ? Number(text) : null

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** Milliseconds of a duration as OpenAI's headers write it (`12ms`, `1s`, `6m0s`, `1h2m3.5s`); null for other text. */
export const parseDuration = (text: string): number | null => {
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/u.test(text)) return null
  return Array.from(text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/gu)).reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0),
    0,
  )
}
