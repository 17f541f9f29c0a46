import { addedFile, type Change } from './change.ts'
import { askGit, type GitPlace } from './git.ts'
import { findGitDirectory } from './git-directory.ts'
import { type GitIndex, readIndex } from './git-index.ts'
import { readGit, splitAtNul, streamGit } from './git-stream.ts'
import type { ObjectRead } from './objects.ts'
import { readPath } from './path-text.ts'
import { unchangedFiles } from './unchanged-files.ts'
import { blobId, readFiles } from './work-files.ts'

/** The files that lie in a work tree, committed or not, as if one commit had added them all. */
export type WorkTree = {
  readonly changes: readonly Change[]
  /** Whether the index has the very bytes at a path, so that they are in Git or about to be. */
  readonly isInGit: (path: string) => boolean
  /** Reads a file that is not in Git as it lies there; `missing` for those that are. Links are never followed. */
  readonly read: (oid: string, limit: number) => Promise<ObjectRead>
}

/**
 * Lists a work tree: what Git tracks and what it does not ignore. Of the paths that `wanted` picks, those are read
 * whose files were written since Git last looked at them.
 */
export const readWorkTree = async (
  repository: GitPlace,
  wanted: (path: string) => boolean,
): Promise<WorkTree> => {
  const [algorithm, keepsModes] = await Promise.all([
    hashAlgorithm(repository),
    fileModes(repository),
  ])
  const index = algorithm === 'sha1' ? await readableIndex(repository) : null
  const listed = new Set(index?.entries.map(({ path }) => path))
  const kinds = index === null ? ['--cached', '--others'] : ['--others']
  const listing = streamGit(repository, ['ls-files', '-z', ...kinds, '--exclude-standard'])
  for await (const tokens of splitAtNul(listing)) {
    for (const token of tokens) listed.add(readPath(token))
  }
  const { directory } = repository
  return readTracked({ directory, algorithm, keepsModes, paths: listed, index }, wanted)
}

/** A work tree as it would be with other texts in some of its files, by path. */
export const withTexts = (tree: WorkTree, texts: ReadonlyMap<string, string>): WorkTree => {
  const files = new Map<string, Uint8Array>()
  const changes = tree.changes.map((change) => {
    const text = texts.get(change.path)
    if (text === undefined || change.newOid === null) return change
    const content = Buffer.from(text)
    const newOid = blobId(change.newOid.length === 40 ? 'sha1' : 'sha256', content)
    files.set(newOid, content)
    return { ...change, newOid }
  })
  const read: WorkTree['read'] = async (oid, limit) => {
    const bytes = files.get(oid)
    if (bytes === undefined) return tree.read(oid, limit)
    const size = bytes.byteLength
    return size > limit ? { kind: 'too-large', size } : { kind: 'blob', bytes }
  }
  return { changes, isInGit: (path) => !texts.has(path) && tree.isInGit(path), read }
}

/** The paths of a work tree, and its index where one can be read. */
export type ListedTree = {
  readonly directory: string
  /** What the repository's object ids are made with. */
  readonly algorithm: string
  /** Whether the file system keeps which files are programs (`core.fileMode`); if not, the index alone knows. */
  readonly keepsModes: boolean
  readonly paths: ReadonlySet<string>
  readonly index: GitIndex | null
}

/** The work tree of these paths: files that are as the index has them are named by it, the others are read. */
export const readTracked = async (
  { directory, algorithm, keepsModes, paths, index }: ListedTree,
  wanted: (path: string) => boolean,
): Promise<WorkTree> => {
  const unchanged = index === null ? [] : unchangedFiles(directory, index)
  const others = new Set(paths)
  for (const { path } of unchanged) others.delete(path)
  const read = await readFiles({ directory, algorithm, paths: others }, wanted)
  const changes = [
    ...unchanged.map(({ path, mode, oid }) => addedFile(path, mode, oid)),
    ...(keepsModes ? read.changes : withModesOf(index, read.changes)),
  ]
  const indexed = new Map(index?.entries.map(({ path, oid }) => [path, oid]))
  const inGit = new Set(
    changes.flatMap(({ path, newOid }) => (indexed.get(path) === newOid ? [path] : [])),
  )
  return {
    changes: changes.toSorted(byPath),
    isInGit: (path) => inGit.has(path),
    read: read.read,
  }
}

const withModesOf = (index: GitIndex | null, changes: readonly Change[]): readonly Change[] => {
  const modes = new Map(index?.entries.map(({ path, mode }) => [path, mode]))
  return changes.map((change) => {
    if (change.newMode !== '100755') return change
    return { ...change, newMode: modes.get(change.path) === '100755' ? '100755' : '100644' }
  })
}

const byPath = (a: Change, b: Change): number => (a.path < b.path ? -1 : 1)

// An index that only `git` reads is no reason to fail: all files are read then.
const readableIndex = async ({ directory }: GitPlace): Promise<GitIndex | null> => {
  try {
    return await readIndex(await findGitDirectory(directory))
  } catch {
    return null
  }
}

const hashAlgorithm = async (repository: GitPlace): Promise<string> =>
  (await readGit(repository, ['rev-parse', '--show-object-format'])).toString().trim()

const fileModes = async (repository: GitPlace): Promise<boolean> =>
  (await askGit(repository, ['config', '--type=bool', '--get', 'core.fileMode'])).trim() !== 'false'
