import { isDiskFull, makeRoom } from '../disk-full.ts'
import { ContentError } from '../errors.ts'

/**
 * Runs one act on an object; whatever fails in it becomes a `BUCKET` failure that names the key, keeps the cause
 * and says what to do where `explain` knows.
 */
export const reporting = async <T>(
  verb: string,
  key: string,
  act: () => Promise<T>,
  explain: (error: unknown) => string = () => '',
): Promise<T> => {
  try {
    return await act()
  } catch (error) {
    throw bucketFailure(verb, key, error, explain)
  }
}

/** A failed act on an object, told as `reporting` does. */
export const bucketFailure = (
  verb: string,
  key: string,
  error: unknown,
  explain: (error: unknown) => string,
): Error => {
  if (error instanceof ContentError) return error
  return new ContentError('BUCKET', `Cannot ${verb} \`${key}\`: ${reasonOf(error)}`, {
    cause: error,
    hint: isDiskFull(error) ? makeRoom : explain(error),
  })
}

// The AWS SDK calls an answer without a text `UnknownError` and says in the name what it was.
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.message === 'UnknownError' || error.message === '' ? error.name : error.message
}
