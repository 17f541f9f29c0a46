import { spawn } from 'node:child_process'
import { buffer } from 'node:stream/consumers'
import type { Corpus } from './corpora.ts'

/** A file as one commit changed it, as `git log --raw` tells; renames are those that Git itself finds. */
export type PlainChange = {
  /** `A`, `M`, `D` or `R`. */
  readonly status: string
  readonly from: string
  readonly to: string
  readonly oldBlob: string
  readonly newBlob: string
}

/** A commit with the changes against its first parent that the log was asked for. */
export type PlainCommit = {
  readonly commit: string
  readonly parents: readonly string[]
  readonly changes: readonly PlainChange[]
}

/** What `git log` tells for these arguments, in its order. */
export const plainLog = async (
  { git }: Corpus,
  ...args: readonly string[]
): Promise<readonly PlainCommit[]> => {
  const flags = ['--raw', '--no-abbrev', '-M50%', '--format=%x01%H %P']
  const printed = await git('-c', 'core.quotePath=false', 'log', ...flags, ...args)
  return printed
    .split('\x01')
    .slice(1)
    .map((entry) => {
      const [head = '', ...lines] = entry.split('\n')
      const [commit = '', ...parents] = head.trim().split(' ')
      return {
        commit,
        parents,
        changes: lines.filter((line) => line.startsWith(':')).map(changeOf),
      }
    })
}

const changeOf = (line: string): PlainChange => {
  const [left = '', from = '', to = from] = line.split('\t')
  const [, , oldBlob = '', newBlob = '', status = ''] = left.split(' ')
  return { status: status.slice(0, 1), from, to, oldBlob, newBlob }
}

/** Path → blob of every file at a commit. */
export const plainTree = async (
  { git }: Corpus,
  commit: string,
): Promise<ReadonlyMap<string, string>> => {
  const printed = await git('ls-tree', '-r', '-z', commit)
  return new Map(
    printed
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [left = '', path = ''] = line.split('\t')
        return [path, left.split(' ')[2] ?? ''] as const
      }),
  )
}

/** Blob → bytes, by one `git cat-file --batch`. */
export const plainBlobs = async (
  { directory }: Corpus,
  blobs: Iterable<string>,
): Promise<ReadonlyMap<string, Uint8Array>> => {
  const child = spawn('git', ['cat-file', '--batch'], { cwd: directory })
  child.stdin.end([...new Set(blobs)].join('\n'))
  const printed = await buffer(child.stdout)
  const found = new Map<string, Uint8Array>()
  for (let start = 0; start < printed.length; ) {
    const end = printed.indexOf('\n', start)
    const [blob = '', , size = '0'] = printed.toString('latin1', start, end).split(' ')
    found.set(blob, printed.subarray(end + 1, end + 1 + Number(size)))
    start = end + 2 + Number(size)
  }
  return found
}
