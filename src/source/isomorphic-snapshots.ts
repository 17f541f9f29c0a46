import type { Change } from './change.ts'
import type { GitDirectory } from './git-directory.ts'
import { openIsomorphicObjects } from './isomorphic-objects.ts'
import { readIsomorphicWorkTree } from './isomorphic-work-tree.ts'
import type { SnapshotReader } from './repository.ts'
import type { Settings } from './repository-format.ts'
import type { CommitReader } from './stored-commit.ts'
import type { StoredObjects } from './stored-object.ts'
import { listFiles, type StoredFile, treeReader } from './stored-tree.ts'
import { treeEntry } from './tree.ts'

/** What the snapshots of a repository are read from. */
export type SnapshotSources = {
  readonly place: GitDirectory
  readonly settings: Settings
  readonly objects: StoredObjects
  readonly readCommit: CommitReader
}

/** Single commits and the work tree, read without `git`. Throws GIT_MISSING for names that isomorphic-git cannot represent. */
export const isomorphicSnapshots = (sources: SnapshotSources): SnapshotReader => {
  const { place, settings, objects, readCommit } = sources
  const readTree = treeReader(objects)
  const list = async (commit: string): Promise<readonly StoredFile[]> =>
    listFiles(readTree, (await readCommit(commit)).tree)
  return {
    readCommit: async (commit) => (await readCommit(commit)).header,
    listTree: async (commit) =>
      (await list(commit)).map(({ path, mode, oid }) => treeEntry(path, mode, oid)),
    diffTrees: async (from, to) => compare(from === null ? [] : await list(from), await list(to)),
    openObjects: () => openIsomorphicObjects(objects, readTree),
    readWorkTree: (wanted) => readIsomorphicWorkTree(place, settings, wanted),
  }
}

const absent = '000000'

const compare = (
  before: readonly StoredFile[],
  after: readonly StoredFile[],
): readonly Change[] => {
  const old = new Map(before.map((file) => [file.path, file]))
  const present = new Set(after.map(({ path }) => path))
  const changes = [
    ...before.filter(({ path }) => !present.has(path)).map((file) => changeOf(file, undefined)),
    ...after
      .filter(({ path, mode, oid }) => old.get(path)?.oid !== oid || old.get(path)?.mode !== mode)
      .map((file) => changeOf(old.get(file.path), file)),
  ]
  // Git orders paths by their bytes, which is not the order of UTF-16.
  return changes
    .map((change) => ({ change, key: Buffer.from(change.path) }))
    .toSorted((a, b) => Buffer.compare(a.key, b.key))
    .map(({ change }) => change)
}

const changeOf = (before: StoredFile | undefined, after: StoredFile | undefined): Change => ({
  path: after?.path ?? before?.path ?? '',
  oldMode: before?.mode ?? absent,
  newMode: after?.mode ?? absent,
  oldOid: before?.oid ?? null,
  newOid: after?.oid ?? null,
})
