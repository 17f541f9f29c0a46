import { join } from 'node:path'
import { ContentError } from '../errors.ts'
import { parseCommitObject, type StoredCommit } from './commit-object.ts'
import { type GitDirectory, readText } from './git-directory.ts'
import { checkCommit } from './reference.ts'
import type { StoredObjects } from './stored-object.ts'

/** Reads the commit of a whole id; in a shallow clone the oldest have no parents. Throws GIT where it is not there. */
export type CommitReader = (id: string) => Promise<StoredCommit>

/** A reader of the commits of a repository. */
export const commitReader = (place: GitDirectory, objects: StoredObjects): CommitReader => {
  let shallow: Promise<string | null> | null = null
  return async (id) => {
    const object = await objects.read(checkCommit(id))
    if (object?.type !== 'commit') throw lacking('commit', id)
    const commit = parseCommitObject(id, object.bytes)
    shallow ??= readShallow(place)
    const isCutOff = (await shallow)?.split('\n').includes(id) ?? false
    return isCutOff ? { ...commit, header: { ...commit.header, parents: [] } } : commit
  }
}

/** The file in which a shallow clone names its oldest commits; null where the clone is whole. */
export const readShallow = ({ common }: GitDirectory): Promise<string | null> =>
  readText(join(common, 'shallow'))

/** The commit that an object is, or that a tag leads to; null for any other and for one that is not there. */
export const peelToCommit = async (
  objects: StoredObjects,
  oid: string | null,
): Promise<string | null> => {
  const object = oid === null ? null : await objects.read(oid)
  if (oid === null || object === null) return null
  if (object.type === 'commit') return oid
  if (object.type !== 'tag') return null
  const [, target] = /^object ([0-9a-f]{40})\n/.exec(object.bytes.toString('latin1')) ?? []
  return target === undefined ? null : peelToCommit(objects, target)
}

/** The first commit on the first-parent line of a commit. */
export const findRoot = async (readCommit: CommitReader, from: string): Promise<string> => {
  let commit = from
  for (;;) {
    const [parent] = (await readCommit(commit)).header.parents
    if (parent === undefined) return commit
    commit = parent
  }
}

/** What is thrown where an object should be and is not. */
export const lacking = (type: 'commit' | 'tree' | 'blob', id: string): ContentError =>
  new ContentError('GIT', `Cannot read the ${type} \`${id}\`: the repository does not have it`, {
    hint: 'The clone lacks this object: fetch the whole history (`fetch-depth: 0`), without a filter.',
  })
