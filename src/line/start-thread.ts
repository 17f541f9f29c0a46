import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ContentError, type ErrorCode } from '../errors.ts'
import type { LessonShape } from '../lesson/lesson.ts'
import type { GitPlace } from '../source/git.ts'
import type { ObjectRead } from '../source/objects.ts'
import type { BlobTasks } from './blob-tasks.ts'

/** What a thread is started with. */
export type ThreadData = {
  /** Where it reads blobs itself; null where they come with each question. */
  readonly place: GitPlace | null
  readonly shapes: ReadonlyMap<string, LessonShape>
}

/** What a thread is asked, and what it answers: an answer comes for each question, in order. */
export type Question = {
  [Name in keyof BlobTasks]: {
    readonly name: Name
    readonly arguments: Parameters<BlobTasks[Name]>
    /** Blobs that the thread cannot read by itself. */
    readonly blobs?: ReadonlyMap<string, ObjectRead>
  }
}[keyof BlobTasks]

export type Answer =
  | { readonly results: readonly unknown[] }
  | {
      readonly error: {
        readonly code: ErrorCode | null
        readonly message: string
        readonly hint: string
      }
    }

/** A thread that answers questions in their order, until it is closed. */
export type Thread = {
  readonly ask: (question: Question) => Promise<readonly unknown[]>
  readonly close: () => Promise<void>
}

/** Starts a thread. What it is asked when it has ended, or ends before the answer, is rejected with GIT. */
export const startThread = (data: ThreadData): Thread => {
  const program = new URL(`./blob-thread${extname(import.meta.url)}`, import.meta.url)
  const worker = new Worker(program, { workerData: data })
  const waiting: PromiseWithResolvers<readonly unknown[]>[] = []
  let ended: ContentError | null = null
  const end = (cause: unknown): void => {
    ended ??= new ContentError('GIT', 'Cannot go on reading: a thread has ended.', { cause })
    for (const { reject } of waiting.splice(0)) reject(ended)
  }
  worker.on('message', (answer: Answer) => {
    const asked = waiting.shift()
    if ('results' in answer) asked?.resolve(answer.results)
    else asked?.reject(errorOf(answer.error))
  })
  worker.on('error', end)
  worker.on('exit', (code) => end(new Error(`exit code ${code}`)))
  return {
    ask: async (question) => {
      if (ended !== null) throw ended
      const asked = Promise.withResolvers<readonly unknown[]>()
      waiting.push(asked)
      worker.postMessage(question)
      return await asked.promise
    },
    close: async () => {
      if (ended !== null) return
      const exit = once(worker, 'exit')
      worker.postMessage(null)
      await exit
    },
  }
}

const errorOf = ({
  code,
  message,
  hint,
}: {
  readonly code: ErrorCode | null
  readonly message: string
  readonly hint: string
}): Error => (code === null ? new Error(message) : new ContentError(code, message, { hint }))
