import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pointerText } from '../lfs-pointer.ts'
import { severalAtOnce } from '../several-at-once.ts'
import { addedFile, type Change } from './change.ts'
import { lfsFilter } from './lfs-filter.ts'
import type { ObjectRead } from './objects.ts'
import { pathBytes } from './path-text.ts'
import type { WorkTree } from './work-tree.ts'

/** The files of a work tree that are to be looked at. */
export type ListedFiles = {
  readonly directory: string
  /** What the repository's object ids are made with. */
  readonly algorithm: string
  readonly paths: Iterable<string>
}

// Enough to keep the disk busy, far fewer than a process may have open.
const filesAtOnce = 64
// What is parsed as text at most; larger files are read again when they are asked for.
const mostKept = 1024 * 1024
const largestFile = 64 * 1024 * 1024

/** Reads files of a work tree, of the listed paths those that `wanted` picks; what is not there is passed over. */
export const readFiles = async (
  { directory, algorithm, paths }: ListedFiles,
  wanted: (path: string) => boolean,
): Promise<Omit<WorkTree, 'isInGit'>> => {
  const top = await realpath(directory)
  const changes: Change[] = []
  const files = new Map<string, FoundFile>()
  const all = [...paths].toSorted()
  const isInLfs = lfsFilter(top)
  const found = await severalAtOnce(all, filesAtOnce, async (path) => {
    const file = await findFile({ named: join(top, path), algorithm }, wanted(path))
    const isPointer = file?.isLarge === true && isInLfs(path)
    return isPointer ? asPointer(file, path, algorithm) : file
  })
  for (const [index, path] of all.entries()) {
    const file = found[index] ?? null
    if (file === null) continue
    // A file that was not read is named by its path, which may be another's whole text.
    const oid = file.oid ?? hashOf(algorithm, Buffer.byteLength(path)).update(path).digest('hex')
    if (file.oid !== null || !files.has(oid)) files.set(oid, file)
    changes.push(addedFile(path, file.mode, oid))
  }
  return {
    changes,
    read: async (oid, limit) => {
      const file = files.get(oid)
      return file === undefined ? { kind: 'missing' } : readFound(file, algorithm, limit)
    },
  }
}

type FoundFile = {
  /** As bytes where it is no UTF-8. */
  readonly absolute: string | Buffer
  readonly mode: string
  readonly size: number
  /** Null where the file is no file, was not wanted or is too large to be read. */
  readonly oid: string | null
  readonly content: Uint8Array | null
  /** Whether it was wanted and is too large to be read. */
  readonly isLarge: boolean
}

const findFile = async (
  { named, algorithm }: { readonly named: string; readonly algorithm: string },
  withContent: boolean,
): Promise<FoundFile | null> => {
  const byText = await lstat(named).catch(absent)
  const absolute = byText === null && named.includes('\\x') ? pathBytes(named) : named
  const stats = byText ?? (absolute === named ? null : await lstat(absolute).catch(absent))
  if (stats === null) return null
  const { size } = stats
  const unread = { absolute, size, oid: null, content: null, isLarge: false }
  if (stats.isSymbolicLink() || (await isBehindLink(absolute))) {
    return { ...unread, mode: '120000', size: 0 }
  }
  if (!stats.isFile()) return { ...unread, mode: '160000', size: 0 }
  const mode = (stats.mode & 0o100) === 0 ? '100644' : '100755'
  if (!withContent || size > largestFile) return { ...unread, mode, isLarge: withContent }
  await using file = await openFile(absolute)
  const content = await file.readFile()
  const oid = blobId(algorithm, content)
  const isKept = content.byteLength <= mostKept
  return {
    ...unread,
    mode,
    size: content.byteLength,
    oid,
    content: isKept ? content : null,
  }
}

/** A large file as Git will have it, but for its SHA-256, which would take reading all of it and tells a check nothing. */
const asPointer = (file: FoundFile, path: string, algorithm: string): FoundFile => {
  const oid = createHash('sha256').update(path).digest('hex')
  const content = Buffer.from(pointerText({ oid, size: file.size }))
  return { ...file, size: content.byteLength, oid: blobId(algorithm, content), content }
}

const isBehindLink = async (path: string | Buffer): Promise<boolean> => {
  if (typeof path === 'string') return (await realpath(dirname(path))) !== dirname(path)
  const directory = path.subarray(0, path.lastIndexOf('/'))
  return !directory.equals(await realpath(directory, 'buffer'))
}

const readFound = async (
  { absolute, oid, size, content }: FoundFile,
  algorithm: string,
  limit: number,
): Promise<ObjectRead> => {
  if (oid === null || size > limit) return { kind: 'too-large', size }
  if (content !== null) return { kind: 'blob', bytes: content }
  await using again = await openFile(absolute)
  const bytes = await again.readFile()
  // Written in between, it is another blob.
  return blobId(algorithm, bytes) === oid ? { kind: 'blob', bytes } : { kind: 'missing' }
}

// A file may have been replaced by a link since it was looked at.
const openFile = (path: string | Buffer): Promise<FileHandle> =>
  open(path, constants.O_RDONLY | constants.O_NOFOLLOW)

const absent = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}

/** The id that Git gives a blob of these bytes. */
export const blobId = (algorithm: string, bytes: Uint8Array): string =>
  hashOf(algorithm, bytes.byteLength).update(bytes).digest('hex')

// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects: header, NUL, content.
const hashOf = (algorithm: string, size: number): ReturnType<typeof createHash> =>
  createHash(algorithm).update(`blob ${size}\0`)
