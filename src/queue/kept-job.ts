import type { JobWithMetadata } from 'pg-boss'
import { ContentError } from '../errors.ts'
import type { Job } from './queue.ts'

/** The queue in which jobs lie that have failed for good. */
export const dead = 'dead'

/** What is kept with the job is what a person would be shown, and no driver's error with what it held. */
export const withoutCause = (error: unknown): Error => {
  if (!(error instanceof ContentError))
    return error instanceof Error ? error : new Error(`${error}`)
  const plain = new Error(`${error.message} ${error.hint}`.trim())
  plain.name = error.code
  delete plain.stack
  return plain
}

const states = {
  created: 'queued',
  retry: 'retry',
  active: 'active',
  completed: 'done',
  cancelled: 'done',
  failed: 'dead',
} as const

/** A job of pg-boss as people see it. */
export const asJob = (job: JobWithMetadata): Job => {
  const isDead = job.name === dead
  const output = (isDead ? job.sourceOutput : job.output) ?? null
  const waits = job.state === 'completed' && output !== null && 'waits' in output
  return {
    id: job.id,
    kind: isDead ? (job.sourceName ?? dead) : job.name,
    state: isDead ? 'dead' : waits ? 'waits' : states[job.state],
    attempts: isDead ? (job.sourceRetryCount ?? 0) + 1 : job.retryCount + (job.startedOn ? 1 : 0),
    created: job.createdOn.toISOString(),
    started: job.startedOn?.toISOString() ?? null,
    ended: job.completedOn?.toISOString() ?? null,
    output,
  }
}
