import { ContentError } from '../errors.ts'

// What a column of a binary COPY accepts; anything else is a `DATABASE` error, never a silent conversion.

/** The boolean itself. */
export const booleanOf = (value: unknown): boolean => {
  if (typeof value === 'boolean') return value
  throw unexpected('a boolean', value)
}

/** The number itself, also NaN and the infinities. */
export const numberOf = (value: unknown): number => {
  if (typeof value === 'number') return value
  throw unexpected('a number', value)
}

/** The integer itself; Buffer would write NaN as 0 and cut fractions off. */
export const integerOf = (value: unknown): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw unexpected('an integer', value)
}

/** The text itself. */
export const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  throw unexpected('text', value)
}

/** The 16 bytes of a UUID, with or without hyphens. */
export const uuidBytes = (text: string): Buffer => {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex')
  if (bytes.length !== 16 || text.length > 36) throw unexpected('a UUID', text)
  return bytes
}

// 2000-01-01T00:00:00Z, PostgreSQL's epoch, in milliseconds of Unix time
const postgresEpoch = Date.UTC(2000, 0, 1)

/** Microseconds since 2000-01-01T00:00:00Z of an ISO 8601 time with its offset. */
export const microseconds = (text: string): bigint => {
  const milliseconds = Date.parse(text)
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(milliseconds))
    throw unexpected('an ISO 8601 time with its offset', text)
  // Date.parse keeps milliseconds; the three digits below them are added here.
  const below = /\.\d{3}(\d{1,3})/.exec(text)?.[1] ?? ''
  return BigInt(milliseconds - postgresEpoch) * 1000n + BigInt(below.padEnd(3, '0'))
}

/** A `DATABASE` error that says what was expected and shows what was found. */
export const unexpected = (expected: string, value: unknown): ContentError =>
  new ContentError(
    'DATABASE',
    `Expected ${expected}, got ${typeof value === 'string' ? `\`${value.slice(0, 80)}\`` : typeof value}`,
  )
