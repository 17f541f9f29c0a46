import { ContentError } from '../errors.ts'
import { parseCommitObject } from './commit-object.ts'
import { isSendable, type ObjectRead, type ObjectReader } from './objects.ts'
import { checkCommit, isObjectId } from './reference.ts'
import type { StoredObjects } from './stored-object.ts'
import { findEntry, type TreeReader } from './stored-tree.ts'

/** The objects of a repository read without `git`; it answers like `openObjects`, and holds no process. */
export const openIsomorphicObjects = (
  objects: StoredObjects,
  readTree: TreeReader,
): ObjectReader => {
  let isClosed = false
  const close = async (): Promise<void> => {
    isClosed = true
  }
  return {
    read: async (oid, limit) => {
      if (isClosed) throw new ContentError('GIT', 'Cannot read from the repository: it was closed')
      if (isObjectId(oid)) return readBlob(objects, oid, limit)
      throw new ContentError('GIT', `Expected a whole object id, got ${JSON.stringify(oid)}`)
    },
    lookup: async (commit, path) => lookup(objects, readTree, checkCommit(commit), path),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/**
 * A blob that lies in a file of its own is measured before it is read. One in a pack cannot be:
 * isomorphic-git has no way to ask for its size, and takes the pack, the blob and what it is a delta
 * of into memory before the limit is looked at. The answer is the same.
 */
const readBlob = async (
  objects: StoredObjects,
  oid: string,
  limit: number,
): Promise<ObjectRead> => {
  const claimed = await objects.readLooseHeader(oid)
  if (claimed?.type === 'blob' && claimed.size > limit)
    return { kind: 'too-large', size: claimed.size }
  const object = await objects.read(oid)
  if (object?.type !== 'blob') return { kind: 'missing' }
  const size = object.bytes.byteLength
  return size > limit ? { kind: 'too-large', size } : { kind: 'blob', bytes: object.bytes }
}

const lookup = async (
  objects: StoredObjects,
  readTree: TreeReader,
  commit: string,
  path: string,
): Promise<string | null> => {
  const object = isSendable(path) ? await objects.read(commit) : null
  if (object?.type !== 'commit') return null
  const { tree } = parseCommitObject(commit, object.bytes)
  const entry = await findEntry(readTree, tree, path)
  return entry !== null && (await objects.read(entry.oid))?.type === 'blob' ? entry.oid : null
}
