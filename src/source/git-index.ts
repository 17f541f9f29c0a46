import { isUtf8 } from 'node:buffer'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gitMissing } from './git.ts'
import { type GitDirectory, readBytes } from './git-directory.ts'

/** A file that Git tracks, and what its file was when Git last compared the two. */
export type IndexEntry = {
  readonly path: string
  /** Six octal digits, for example `100644`. */
  readonly mode: string
  readonly oid: string
  /** False while a conflict is open. */
  readonly isMerged: boolean
  /** Whether the file is left out of the work tree on purpose (`git sparse-checkout`). */
  readonly isSkipped: boolean
  readonly file: FileStamp
}

/** What tells that a file was not written since: times in nanoseconds, the size and the inode modulo 2³². */
export type FileStamp = {
  readonly changed: bigint
  readonly modified: bigint
  readonly inode: number
  readonly size: number
}

/** What Git tracks in a work tree. */
export type GitIndex = {
  readonly entries: readonly IndexEntry[]
  /** When the index was written, in nanoseconds. */
  readonly written: bigint
}

/**
 * The index of a work tree; empty where there is none yet. Read here, since isomorphic-git passes over the
 * extensions by which an index says that it is only a part of one, and `git` shows stamps only for debugging.
 * @throws ContentError `GIT_MISSING` for a form of index or a name that only `git` reads
 */
export const readIndex = async ({ own }: GitDirectory): Promise<GitIndex> => {
  const path = join(own, 'index')
  // Before the bytes: of two versions the older time, by which more files count as changed.
  const written = (await stat(path, { bigint: true }).catch(() => null))?.mtimeNs ?? 0n
  const bytes = await readBytes(path)
  return { entries: bytes === null ? [] : parseIndex(bytes), written }
}

// https://git-scm.com/docs/index-format: a header of 12 bytes, entries, extensions, a hash of 20.
const parseIndex = (bytes: Buffer): readonly IndexEntry[] => {
  const version = bytes.length < 32 ? 0 : bytes.readUInt32BE(4)
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || (version !== 2 && version !== 3))
    throw unknown(`it has version ${version}`)
  const entries: IndexEntry[] = []
  let at = 12
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const flags = at + 62 < bytes.length ? bytes.readUInt16BE(at + 60) : 0
    const isExtended = (flags & 0x4000) !== 0
    const start = at + (isExtended ? 64 : 62)
    const end = bytes.indexOf(0, start)
    const name = bytes.subarray(start, end)
    if (end < 0 || !isUtf8(name)) throw unknown('a name in it is no UTF-8')
    entries.push({
      path: name.toString('utf8'),
      mode: bytes
        .readUInt32BE(at + 24)
        .toString(8)
        .padStart(6, '0'),
      oid: bytes.toString('hex', at + 40, at + 60),
      isMerged: (flags & 0x3000) === 0,
      isSkipped: isExtended && (bytes.readUInt16BE(at + 62) & 0x4000) !== 0,
      file: readStamp(bytes, at),
    })
    at += (end - at + 8) & ~7
  }
  checkExtensions(bytes, at)
  return entries
}

const readStamp = (bytes: Buffer, at: number): FileStamp => ({
  changed: readTime(bytes, at),
  modified: readTime(bytes, at + 8),
  inode: bytes.readUInt32BE(at + 20),
  size: bytes.readUInt32BE(at + 36),
})

const readTime = (bytes: Buffer, at: number): bigint =>
  BigInt(bytes.readUInt32BE(at)) * 1_000_000_000n + BigInt(bytes.readUInt32BE(at + 4))

// An extension whose name begins with a small letter changes what the entries mean: `link` says that
// most of them are in another file, `sdir` that some stand for whole directories.
const checkExtensions = (bytes: Buffer, from: number): void => {
  for (let at = from; at + 8 <= bytes.length - 20; at += 8 + bytes.readUInt32BE(at + 4)) {
    const name = bytes.toString('latin1', at, at + 4)
    if (!/^[A-Z]/.test(name)) throw unknown(`it uses ${JSON.stringify(name)}`)
  }
}

const unknown = (reason: string): Error =>
  gitMissing(`Cannot read the index of the work tree without \`git\`: ${reason}`)
