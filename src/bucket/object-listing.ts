import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ContentError } from '../errors.ts'
import { checkedKey } from './object-key.ts'
import { orNull } from './object-record.ts'

/** Keys that begin with `prefix` and have a record in the folder of records, in code-unit order. */
export const listObjects = async (records: string, prefix: string): Promise<readonly string[]> => {
  const start = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const folder = start === '' ? records : join(records, checkedKey(start.slice(0, -1)))
  try {
    const entries = await orNull(
      readdir(folder, { recursive: true, withFileTypes: true }),
      'ENOENT',
      'ENOTDIR',
    )
    const keys = (entries ?? [])
      .filter((entry) => entry.isFile())
      .map((entry) => entry.parentPath.slice(records.length + 1))
      .filter((key) => key.startsWith(prefix))
    return [...new Set(keys)].sort()
  } catch (error) {
    throw new ContentError('BUCKET', `Cannot list \`${prefix}\``, { cause: error })
  }
}
