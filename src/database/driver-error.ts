import { isDiskFull, makeRoom } from '../disk-full.ts'
import { ContentError } from '../errors.ts'

/** The five-character SQLSTATE of an error of either driver, also when it is wrapped; `undefined` for any other error. */
export const sqlState = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  if (error instanceof ContentError) return sqlState(error.cause)
  return 'code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code)
    ? error.code
    : undefined
}

/** A driver's error as a `DATABASE` error that names its SQLSTATE; a `ContentError` is returned as it is. */
export const databaseError = (action: string, error: unknown): ContentError => {
  if (error instanceof ContentError) return error
  const state = sqlState(error)
  return new ContentError(
    'DATABASE',
    `Cannot ${action}: ${reason(error)}${state === undefined ? '' : ` (SQLSTATE \`${state}\`)`}`,
    { cause: error, hint: state === diskFull || isDiskFull(error) ? makeRoom : '' },
  )
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const diskFull = '53100'

/** What an error says, or its code where it says nothing (Node's `AggregateError` of refused connections has no message). */
export const reason = (error: unknown): string => {
  if (isDiskFull(error)) return 'no space left on the disk'
  if (!(error instanceof Error)) return String(error)
  if (error.message !== '') return error.message
  return 'code' in error ? String(error.code) : error.name
}
