/**
 * Milliseconds to wait before a request of `weight` tokens, from the headers of the last reply: what `retry-after-ms`
 * or `retry-after` (seconds or a date) ask for, else until a limit that leaves too little is reset. 0 where nothing is asked.
 */
export const waitAsked = (headers: Headers | null, weight: number, now: number): number => {
  if (headers === null) return 0
  const resets = Math.max(resetOf(headers, 'requests', 1), resetOf(headers, 'tokens', weight))
  return retryAfter(headers, now) ?? resets
}

const retryAfter = (headers: Headers, now: number): number | null => {
  const milliseconds = numberOf(headers.get('retry-after-ms'))
  if (milliseconds !== null) return milliseconds
  const text = headers.get('retry-after')
  const seconds = numberOf(text)
  if (seconds !== null) return seconds * 1000
  const date = Date.parse(text ?? '')
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

// Azure sends -1 where it does not know what remains.
const resetOf = (headers: Headers, limit: 'requests' | 'tokens', needed: number): number => {
  const remaining = numberOf(headers.get(`x-ratelimit-remaining-${limit}`))
  if (remaining === null || remaining >= needed) return 0
  return parseDuration(headers.get(`x-ratelimit-reset-${limit}`) ?? '') ?? 0
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
