import { ContentError } from '../errors.ts'

/** Runs one act on an object; whatever fails in it becomes a `BUCKET` failure that names the key and keeps the cause. */
export const reporting = async <T>(
  verb: string,
  key: string,
  act: () => Promise<T>,
): Promise<T> => {
  try {
    return await act()
  } catch (error) {
    if (error instanceof ContentError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new ContentError('BUCKET', `Cannot ${verb} \`${key}\`: ${reason}`, { cause: error })
  }
}
