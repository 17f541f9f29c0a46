import { availableParallelism } from 'node:os'
import type { BlobReading } from '../database/blob-records.ts'
import type { ObjectRead } from '../source/objects.ts'
import { isObjectId } from '../source/reference.ts'
import type { Absence, BlobTaskSources, BlobTasks } from './blob-tasks.ts'
import { parseLimit } from './parse-blob.ts'
import type { Question, ThreadData } from './start-thread.ts'
import { openThreadPool, type ThreadPool } from './thread-pool.ts'

/** Tasks in threads, which start with the first large question and end when it is disposed of. */
export type BlobThreads = BlobTasks &
  AsyncDisposable & {
    /** Ends the threads, and gives back what their heaps hold; the next large question starts others. */
    readonly endThreads: () => Promise<void>
  }

// A thread takes 0.1 s to start, as much as some hundred texts take to read.
const worthwhile = 200
// Few enough that threads end together, many enough that messages cost little.
const perQuestion = 32
const mostThreads = 8

/** What threads are opened with: `outside` reads the blobs that they cannot read by themselves; null where there are none. */
export type BlobThreadSources = ThreadData & {
  readonly outside: BlobTaskSources['objects'] | null
}

/**
 * Divides large questions among threads, each with its own `git cat-file`; small ones are left to `here`. Blobs from
 * outside Git are handed over to be parsed; where there is no Git to read from, all else is left to `here`.
 */
export const openBlobThreads = (
  { place, shapes, outside }: BlobThreadSources,
  here: BlobTasks,
): BlobThreads => {
  const count = Math.min(availableParallelism(), mostThreads)
  const nothing = async (): Promise<void> => {}
  if (count === 1) return { ...here, endThreads: nothing, [Symbol.asyncDispose]: nothing }
  let pool: ThreadPool | null = null

  const divide = async <T, R>(
    all: readonly T[],
    question: (part: readonly T[]) => Question | Promise<Question>,
    threads = count,
  ): Promise<readonly R[]> => {
    pool ??= openThreadPool(threads, { place, shapes })
    const { ask } = pool
    const parts = partsOf(all).map((part) => ask(() => question(part)) as Promise<readonly R[]>)
    return (await Promise.all(parts)).flat()
  }

  const endThreads = async (): Promise<void> => {
    const open = pool
    pool = null
    await open?.close()
  }
  // Putting documents keeps this thread busy, and what renders holds 100 MB in each.
  const renderers = count - 1

  const parseIn = async (wanted: readonly BlobReading[], absence: Absence): Promise<Question> => {
    const question: Question = { name: 'parse', arguments: [wanted, absence] }
    return outside === null ? question : { ...question, blobs: await readAll(outside, wanted) }
  }

  const isLarge = (all: readonly unknown[]): boolean => all.length >= worthwhile
  return {
    parse: (wanted, absence) =>
      isLarge(wanted)
        ? divide(wanted, (part) => parseIn(part, absence))
        : here.parse(wanted, absence),
    compare: (pairs) =>
      isLarge(pairs) && place !== null
        ? divide(pairs, (part) => ({ name: 'compare', arguments: [part] }))
        : here.compare(pairs),
    render: (texts) =>
      isLarge(texts) && place !== null
        ? divide(texts, (part) => ({ name: 'render', arguments: [part] }), renderers)
        : here.render(texts),
    endThreads,
    [Symbol.asyncDispose]: endThreads,
  }
}

const partsOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / perQuestion) }, (_, part) =>
    all.slice(part * perQuestion, (part + 1) * perQuestion),
  )

const readAll = async (
  outside: BlobTaskSources['objects'],
  wanted: readonly BlobReading[],
): Promise<ReadonlyMap<string, ObjectRead>> => {
  const blobs = new Map<string, ObjectRead>()
  for (const { reading, blob } of wanted) {
    if (!isObjectId(blob) || blobs.get(blob)?.kind === 'blob') continue
    const found = await outside.read(blob, parseLimit(reading))
    if (found.kind !== 'missing') blobs.set(blob, found)
  }
  return blobs
}
