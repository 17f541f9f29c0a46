import type { DeliveryAnswer, ProgramEvent } from '../event.ts'
import type { EndedRun, Run, RunOutcome } from './observer.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** One line of the log: words for people, fields for programs. */
export type LogLine = {
  readonly level: LogLevel
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** The line of an event. */
export const eventLine = (event: ProgramEvent): LogLine => {
  switch (event.kind) {
    case 'delivery': {
      const { provider, id, answer, status } = event
      const fields = { event: 'delivery', provider, delivery: id, answer, status }
      return { level: answerLevels[answer], message: `Delivery ${answer}.`, fields }
    }
    case 'fetched':
      return { level: 'debug', message: 'Branch fetched.', fields: { event: 'fetched' } }
    case 'quarantined': {
      const { item, language, reason } = event
      const fields = { event: 'quarantined', item, language, reason }
      return { level: 'warn', message: `Quarantined: ${reason}`, fields }
    }
    case 'released': {
      const { release, commit } = event
      const fields = { event: 'released', release, commit }
      return { level: 'info', message: `Release ${release} is live.`, fields }
    }
    case 'hook': {
      const { hook, outcome } = event
      const fields = { event: 'hook', hook, outcome }
      return { level: hookLevels[outcome], message: `Hook ${hook}: ${outcome}.`, fields }
    }
    case 'request': {
      const { kind, ...fields } = event
      return { level: 'debug', message: 'Request.', fields: { event: kind, ...fields } }
    }
    case 'embedded': {
      const { kind, ...fields } = event
      return { level: 'debug', message: 'Vectors bought.', fields: { event: kind, ...fields } }
    }
    case 'note':
      return { level: event.level, message: event.text, fields: { event: 'note' } }
  }
}

const answerLevels: Readonly<Record<DeliveryAnswer, LogLevel>> = {
  accepted: 'info',
  seen: 'info',
  ignored: 'debug',
  refused: 'warn',
  failed: 'error',
}

const hookLevels = { told: 'info', later: 'warn', 'given up': 'error' } as const

/** The line of a run that begins. */
export const beginLine = ({ job, attempt }: Readonly<Run>): LogLine => ({
  level: frequent.has(job) ? 'debug' : 'info',
  message: `${job} begins.`,
  fields: { event: 'run_began', attempt },
})

/** The line of a run that has ended. Stages that took no time are left out. */
export const endLine = ({
  job,
  attempt,
  outcome,
  seconds,
  stages,
  result,
  error,
}: EndedRun): LogLine => ({
  level:
    frequent.has(job) && ['unchanged', 'done'].includes(outcome) ? 'debug' : outcomeLevels[outcome],
  message: `${job} ${outcomeWords[outcome]}${tail(result, error)}`,
  fields: {
    event: 'run_ended',
    outcome,
    attempt,
    seconds: rounded(seconds),
    stages: Object.fromEntries(
      Object.entries(stages)
        .map(([stage, each]) => [stage, rounded(each)] as const)
        .filter(([, each]) => each > 0),
    ),
    ...(error === null ? { result } : {}),
  },
})

const tail = ({ waits, hint }: EndedRun['result'], error: string | null): string => {
  if (error !== null) return `: ${error}`
  return waits === undefined ? '' : `: ${waits} ${hint ?? ''}`.trimEnd()
}

// One comes each minute, mostly for nothing; parts of a publish are many.
const frequent: ReadonlySet<Run['job']> = new Set(['release', 'media', 'embed'])

const rounded = (seconds: number): number => Math.round(seconds * 1_000) / 1_000

const outcomeLevels: Readonly<Record<RunOutcome, LogLevel>> = {
  released: 'info',
  unchanged: 'info',
  done: 'info',
  waits: 'warn',
  failed: 'warn',
  dead: 'error',
}

const outcomeWords: Readonly<Record<RunOutcome, string>> = {
  released: 'made a release.',
  unchanged: 'found nothing to change.',
  done: 'is done.',
  waits: 'waits for a person',
  failed: 'failed and is tried again',
  dead: 'failed for good; `jobs show` says more',
}
