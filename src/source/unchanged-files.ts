import { type BigIntStats, lstatSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileStamp, GitIndex, IndexEntry } from './git-index.ts'

/**
 * The entries whose files are as Git last saw them, told by their stamps as Git tells it; no file is read. What a
 * sparse checkout leaves out counts as unchanged.
 */
export const unchangedFiles = (
  directory: string,
  { entries, written }: GitIndex,
): readonly IndexEntry[] => {
  const isDirectory = directoryTest(directory)
  return entries.filter((entry) => {
    if (!entry.isMerged) return false
    if (entry.isSkipped) return true
    const stats = stampOf(join(directory, entry.path))
    // A file written in the same instant as the index may have been written after it:
    // https://git-scm.com/docs/racy-git
    return (
      stats !== null &&
      isSame(entry, stats) &&
      entry.file.modified < written &&
      isDirectory(dirname(entry.path))
    )
  })
}

/** Whether a path below the top is a directory that no link leads through. */
const directoryTest = (top: string): ((path: string) => boolean) => {
  const known = new Map<string, boolean>([['.', true]])
  const test = (path: string): boolean => {
    const before = known.get(path)
    if (before !== undefined) return before
    const is = test(dirname(path)) && stampOf(join(top, path))?.isDirectory() === true
    known.set(path, is)
    return is
  }
  return test
}

// Ten thousand of them take a tenth of the time that they take one by one without blocking.
const stampOf = (path: string): BigIntStats | null => {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null
  } catch {
    return null
  }
}

const isSame = ({ mode, file }: IndexEntry, stats: BigIntStats): boolean =>
  mode.startsWith('100') &&
  stats.isFile() &&
  (mode === '100755') === ((stats.mode & 0o100n) !== 0n) &&
  sameStamp(file, stats)

// The index keeps 32 bits of each number.
const low = (value: bigint): number => Number(value & 0xffff_ffffn)

const sameStamp = (file: FileStamp, stats: BigIntStats): boolean =>
  file.size === low(stats.size) &&
  file.inode === low(stats.ino) &&
  file.modified === stats.mtimeNs &&
  file.changed === stats.ctimeNs
