import { AsyncLocalStorage } from 'node:async_hooks'
import { events, type HeardStep, type ProgramEvent, type Step, steps } from '../event.ts'
import type { StageName } from '../line/stages.ts'
import type { JobOutcome } from '../queue/queue.ts'

/** A run of a job: what is known of it while it is under way. */
export type Run = Pick<Extract<Step, { kind: 'run' }>, 'job' | 'id' | 'attempt' | 'isLast'> & {
  /** That the branch was found at; null before. */
  commit: string | null
  /** Seconds in each stage so far. */
  readonly stages: Partial<Record<StageName, number>>
}

/** How a run ended. `failed` is tried again; `dead` is not. */
export const runOutcomes = ['released', 'unchanged', 'done', 'waits', 'failed', 'dead'] as const

export type RunOutcome = (typeof runOutcomes)[number]

/** A run that has ended. */
export type EndedRun = Readonly<Run> & {
  readonly outcome: RunOutcome
  readonly seconds: number
  /** What it came to; empty where it failed. */
  readonly result: JobOutcome
  /** Why it failed; null where it did not. */
  readonly error: string | null
}

/** Hears what happens in this process, each event with the run that it is part of. */
export type Observer = {
  readonly onEvent: (event: ProgramEvent, run: Readonly<Run> | null) => void
  readonly onBegin: (run: Readonly<Run>) => void
  readonly onEnd: (run: EndedRun) => void
}

/** Has observers hear of everything from now on, until the function that it returns is called. */
export const observe = (observers: readonly Observer[]): (() => void) => {
  const runs = new AsyncLocalStorage<Run | undefined>()
  const begun = new WeakMap<object, number>()
  const started = (message: unknown): void => {
    const step = message as HeardStep
    begun.set(step, performance.now())
    const run = runs.getStore()
    if (step.kind === 'run' && run !== undefined) for (const each of observers) each.onBegin(run)
  }
  const ended = (message: unknown): void => {
    const step = message as HeardStep
    const seconds = (performance.now() - (begun.get(step) ?? performance.now())) / 1000
    const run = runs.getStore()
    if (run === undefined) return
    if (step.kind === 'stage') run.stages[step.stage] = (run.stages[step.stage] ?? 0) + seconds
    if (step.kind !== 'run') return
    const end = endOf(run, step, seconds)
    for (const each of observers) each.onEnd(end)
  }
  const happened = (message: unknown): void => {
    const event = message as ProgramEvent
    const run = runs.getStore() ?? null
    if (event.kind === 'fetched' && run !== null) run.commit = event.commit
    for (const each of observers) each.onEvent(event, run)
  }
  steps.start.bindStore(runs, (step) => (step.kind === 'run' ? beginningOf(step) : runs.getStore()))
  steps.start.subscribe(started)
  steps.asyncEnd.subscribe(ended)
  events.subscribe(happened)
  return () => {
    steps.start.unbindStore(runs)
    steps.start.unsubscribe(started)
    steps.asyncEnd.unsubscribe(ended)
    events.unsubscribe(happened)
  }
}

const beginningOf = ({ job, id, attempt, isLast }: Extract<Step, { kind: 'run' }>): Run => ({
  job,
  id,
  attempt,
  isLast,
  commit: null,
  stages: {},
})

const endOf = (run: Run, step: HeardStep, seconds: number): EndedRun => {
  const failed = step.error !== undefined
  const result = failed ? {} : ((step.result ?? {}) as JobOutcome)
  const error = failed ? String((step.error as Error)?.message ?? step.error) : null
  return { ...run, outcome: outcomeOf(run, result, failed), seconds, result, error }
}

const outcomeOf = ({ job, isLast }: Run, result: JobOutcome, failed: boolean): RunOutcome => {
  if (failed) return isLast ? 'dead' : 'failed'
  if (result.waits !== undefined) return 'waits'
  if (typeof result.release === 'number') return 'released'
  return job === 'publish' || job === 'release' ? 'unchanged' : 'done'
}
