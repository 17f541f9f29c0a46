import { ContentError } from '../errors.ts'

/**
 * A bound value as the text that PostgreSQL reads, the same for both drivers: a JavaScript array is a
 * PostgreSQL array, a plain object is JSON, a Float32Array is a vector, bytes are bytea. A JSON array is
 * therefore passed as its JSON text. `undefined` is refused, since it is nearly always a slip.
 */
export const parameterText = (value: unknown): string | null => {
  if (value === null) return null
  if (typeof value === 'string') return storableText(value)
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value)
  if (value instanceof Float32Array) return `[${value.join(',')}]`
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return arrayText(value)
  if (typeof value === 'object') return jsonText(value)
  throw new ContentError('DATABASE', `Expected a value that SQL can hold, got ${typeof value}`)
}

/**
 * The text itself; refused when it holds NUL, which PostgreSQL rejects (SQLSTATE 22021), or a lone
 * surrogate, which UTF-8 would replace by U+FFFD without a word, so that stored text and digest would differ.
 */
export const storableText = (text: string): string => {
  if (text.isWellFormed() && !text.includes('\0')) return text
  throw new ContentError('DATABASE', 'Expected well-formed text without NUL, got other characters')
}

// PGlite loses the error of a jsonb nested about 7,000 deep and answers as if it had stored it; a
// server refuses some tens of thousands (54001). No honest content comes near a thousand.
const deepestJson = 1000

/** JSON of a value that a jsonb column can store: no NUL, no lone surrogate, at most 1,000 levels deep. */
export const jsonText = (value: unknown): string => {
  const text = JSON.stringify(value)
  // Each level takes two characters.
  if (text === undefined || (text.length > 2 * deepestJson && isDeep(value)))
    throw new ContentError(
      'DATABASE',
      `Expected JSON of at most ${deepestJson} levels, got something else`,
    )
  // JSON.stringify writes NUL and lone surrogates as escapes, which jsonb refuses (22P05, 22P02).
  if (/\\u(0000|d[89a-f])/.test(text) && hasRefusedEscape(text))
    throw new ContentError('DATABASE', 'Expected JSON without NUL or lone surrogates, got such')
  return text
}

const hasRefusedEscape = (text: string): boolean =>
  text.match(/\\(u.{4}|.)/g)?.some((token) => /^\\u(0000|d[89a-f])/.test(token)) ?? false

const isDeep = (root: unknown): boolean => {
  let level: unknown[] = [root]
  for (let depth = 0; depth <= deepestJson && level.length > 0; depth += 1)
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    )
  return level.length > 0
}

const arrayText = (values: readonly unknown[]): string =>
  `{${values
    .map((value) => {
      if (Array.isArray(value)) return arrayText(value)
      const text = parameterText(value)
      return text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`
    })
    .join(',')}}`
