import { type Question, startThread, type Thread, type ThreadData } from './start-thread.ts'

/** Threads that share questions. */
export type ThreadPool = {
  /** Asks whichever thread is free, in the order in which it is called; a question is made when it can be sent. */
  readonly ask: (question: () => Question | Promise<Question>) => Promise<readonly unknown[]>
  readonly close: () => Promise<void>
}

/**
 * Starts so many threads. Two questions are with each at any time, so that none waits for this one. Since they are taken
 * in order, the answers to one large question are complete, and can be worked on, while the next is under way.
 */
export const openThreadPool = (count: number, data: ThreadData): ThreadPool => {
  const threads = Array.from({ length: count }, () => startThread(data))
  const free = [...threads, ...threads]
  const waiting: ((thread: Thread) => void)[] = []
  const release = (thread: Thread): void => {
    const next = waiting.shift()
    if (next === undefined) free.push(thread)
    else next(thread)
  }
  return {
    ask: async (question) => {
      const thread = free.shift() ?? (await new Promise<Thread>((resolve) => waiting.push(resolve)))
      try {
        return await thread.ask(await question())
      } finally {
        release(thread)
      }
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()))
    },
  }
}
