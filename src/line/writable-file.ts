import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Change } from '../source/change.ts'
import { modeFinding } from '../source/mode.ts'
import type { ObjectReader } from '../source/objects.ts'

/** The files of a work tree, and who reads them. */
export type OpenFiles = {
  /** The top of the work tree. */
  readonly root: string
  readonly content: Pick<ObjectReader, 'read'>
}

/**
 * The bytes of a file of the work tree that may be written over; null for links and submodules, for larger files, and
 * for those that a sparse checkout leaves out.
 */
export const readWritable = async (
  { root, content }: OpenFiles,
  { path, newMode, newOid }: Change,
  limit: number,
): Promise<Uint8Array | null> => {
  if (newOid === null || modeFinding(newMode) !== null || !existsSync(join(root, path))) return null
  const blob = await content.read(newOid, limit)
  return blob.kind === 'blob' ? blob.bytes : null
}
