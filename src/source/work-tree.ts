import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inBatches } from '../in-batches.ts'
import type { Change } from './change.ts'
import type { GitPlace } from './git.ts'
import { readGit, splitAtNul, streamGit } from './git-stream.ts'
import type { ObjectRead } from './objects.ts'
import { readPath } from './path-text.ts'

/** The files that lie in a work tree, committed or not, as if one commit had added them all. */
export type WorkTree = {
  readonly changes: readonly Change[]
  /** Reads a file again by the blob id that it would have; links are never followed. */
  readonly read: (oid: string, limit: number) => Promise<ObjectRead>
}

/** Lists a work tree: what Git tracks and what it does not ignore, of the paths that `wanted` picks. */
export const readWorkTree = async (
  repository: GitPlace,
  wanted: (path: string) => boolean,
): Promise<WorkTree> => {
  const paths = new Set<string>()
  const listing = streamGit(repository, [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  ])
  for await (const tokens of splitAtNul(listing)) {
    for (const token of tokens) paths.add(readPath(token))
  }
  const algorithm = await hashAlgorithm(repository)
  return readFiles({ directory: repository.directory, algorithm, paths }, wanted)
}

/** The files of a work tree that are listed already. */
export type ListedFiles = {
  readonly directory: string
  /** What the repository's object ids are made with. */
  readonly algorithm: string
  readonly paths: ReadonlySet<string>
}

/** Reads files of a work tree, of the listed paths those that `wanted` picks; what is not there is passed over. */
export const readFiles = async (
  { directory, algorithm, paths }: ListedFiles,
  wanted: (path: string) => boolean,
): Promise<WorkTree> => {
  const top = await realpath(directory)
  const changes: Change[] = []
  const files = new Map<string, Uint8Array | number>()
  const all = [...paths].toSorted()
  const found = await inBatches(all, filesAtOnce, (path) => readFileAt(top, path, wanted(path)))
  for (const [index, path] of all.entries()) {
    const file = found[index] ?? null
    if (file === null) continue
    const oid =
      file.content === null
        ? hashBlob(algorithm, Buffer.from(path))
        : hashBlob(algorithm, file.content)
    // A file that was not read is named by its path, which may be another's whole text.
    if (file.content !== null || !files.has(oid)) files.set(oid, file.content ?? file.size)
    changes.push({ path, oldMode: '000000', newMode: file.mode, oldOid: null, newOid: oid })
  }
  return {
    changes,
    read: async (oid, limit) => {
      const content = files.get(oid)
      if (content === undefined) return { kind: 'missing' }
      const size = typeof content === 'number' ? content : content.byteLength
      return typeof content === 'number' || size > limit
        ? { kind: 'too-large', size }
        : { kind: 'blob', bytes: content }
    },
  }
}

// Enough to keep the disk busy, far fewer than a process may have open.
const filesAtOnce = 64

const largestFile = 64 * 1024 * 1024

type FoundFile = {
  readonly mode: string
  readonly size: number
  readonly content: Uint8Array | null
}

const readFileAt = async (
  top: string,
  path: string,
  withContent: boolean,
): Promise<FoundFile | null> => {
  const absolute = join(top, path)
  const found = await lstat(absolute).catch(absent)
  if (found === null) return null
  if (found.isSymbolicLink() || (await realpath(dirname(absolute))) !== dirname(absolute)) {
    return { mode: '120000', size: 0, content: null }
  }
  if (!found.isFile()) return { mode: '160000', size: 0, content: null }
  const mode = (found.mode & 0o100) === 0 ? '100644' : '100755'
  if (!withContent || found.size > largestFile) return { mode, size: found.size, content: null }
  const handle = await open(absolute, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    return { mode, size: found.size, content: await handle.readFile() }
  } finally {
    await handle.close()
  }
}

const absent = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}

const hashAlgorithm = async (repository: GitPlace): Promise<string> =>
  (await readGit(repository, ['rev-parse', '--show-object-format'])).toString().trim()

// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects: header, NUL, content.
const hashBlob = (algorithm: string, content: Uint8Array): string =>
  createHash(algorithm).update(`blob ${content.byteLength}\0`).update(content).digest('hex')
