import type { Database } from '../database/database.ts'
import { insertRun } from '../database/runs.ts'
import { tell } from '../event.ts'
import { reach } from '../point.ts'
import type { EndedRun, Observer } from '../telemetry/observer.ts'
import { jobKinds } from './queue.ts'

/** Keeps what comes of jobs. */
export type RunKeeper = Observer & {
  /** Resolves when all that has ended so far is kept. */
  readonly settled: () => Promise<void>
}

/**
 * Writes down each attempt at a job as it ends, but for looks that found nothing to do and for parts of jobs. One that cannot be written
 * down is told of, and nothing waits for it: what it did is there.
 */
export const openRunKeeper = (database: Pick<Database, 'query'>): RunKeeper => {
  const writing = new Set<Promise<void>>()
  const keep = async ({ outcome, error, result, ...run }: EndedRun): Promise<void> => {
    const isIdle = error === null && Object.keys(result).length === 0
    if (outcome === 'unchanged' || isIdle) return
    const { id, attempt, job, commit, seconds } = run
    const came = error === null ? result : { message: error }
    try {
      await insertRun(database, { id, attempt, job, outcome, commit, seconds, result: came })
      reach('run-kept')
    } catch (failure) {
      tell({ kind: 'note', level: 'error', text: `Cannot keep what became of ${id}: ${failure}` })
    }
  }
  return {
    onEvent: () => {},
    onBegin: () => {},
    onEnd: (run) => {
      if (!jobKinds.some((kind) => kind === run.job)) return
      const kept = keep(run).finally(() => writing.delete(kept))
      writing.add(kept)
    },
    settled: async () => {
      await Promise.all(writing)
    },
  }
}
