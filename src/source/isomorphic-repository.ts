import { resolve } from 'node:path'
import { version } from 'isomorphic-git'
import { findGitDirectory, type GitDirectory } from './git-directory.ts'
import { isomorphicSnapshots } from './isomorphic-snapshots.ts'
import { isObjectId } from './reference.ts'
import type { Repository } from './repository.ts'
import { checkFormat } from './repository-format.ts'
import { type NameReader, resolveRequest } from './resolve-commit.ts'
import { commitReader, findRoot, peelToCommit, readShallow } from './stored-commit.ts'
import { openStoredObjects, type StoredObjects } from './stored-object.ts'
import { hasReferences, readReference } from './stored-reference.ts'

/**
 * Opens the repository whose top is `directory` without the `git` program, for one commit at a time.
 * Throws GIT where there is none, CONFIG where the directory lies below the top of one. What
 * isomorphic-git cannot represent is refused whole, with GIT_MISSING: here a way of storing, later a
 * name or an encoding.
 */
export const openIsomorphicRepository = async (directory: string): Promise<Repository> => {
  const top = resolve(directory)
  const place = await findGitDirectory(top)
  const settings = await checkFormat(place)
  const objects = openStoredObjects(place)
  const readCommit = commitReader(place, objects)
  return {
    describeReader: async () => `isomorphic-git ${version()}, one commit at a time`,
    resolve: (request) => resolveRequest(nameReader(place, objects), request, top),
    isShallow: async () => (await readShallow(place)) !== null,
    rootCommit: (commit) => findRoot(readCommit, commit),
    origin: async () => settings.get('remote.origin.url') ?? null,
    commonDirectory: async () => place.common,
    snapshots: isomorphicSnapshots({ place, settings, objects, readCommit }),
    history: null,
    place: null,
  }
}

const nameReader = (place: GitDirectory, objects: StoredObjects): NameReader => ({
  findReference: async (candidates) => {
    for (const candidate of candidates)
      if ((await readReference(place, candidate)) !== null) return candidate
    return null
  },
  peel: async (name) => {
    if (name === 'HEAD' || name.startsWith('refs/'))
      return peelToCommit(objects, await readReference(place, name))
    if (isObjectId(name)) return peelToCommit(objects, name)
    const commits: string[] = []
    for (const oid of await objects.expand(name)) {
      const commit = await peelToCommit(objects, oid)
      if (commit !== null) commits.push(commit)
    }
    return commits.length === 1 ? (commits[0] ?? null) : null
  },
  hasReferences: () => hasReferences(place),
})
