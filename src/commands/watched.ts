import { ContentError } from '../errors.ts'
import { tell } from '../event.ts'
import type { CommandContext, LastingContext } from '../output/terminal.ts'
import { openLog } from '../telemetry/log.ts'
import { type Metrics, openMetrics } from '../telemetry/metrics.ts'
import { observe } from '../telemetry/observer.ts'
import { secretsIn } from '../telemetry/redact.ts'
import { tracesWanted } from '../telemetry/traces-wanted.ts'

/** How a command that goes on says what happens. */
export type WatchOptions = {
  /** By default for people on a terminal, and for programs elsewhere. */
  readonly log?: 'text' | 'json'
  readonly quiet?: boolean
  readonly verbose?: boolean
}

/** Says that a command which goes on comes to its end. */
export const ends = ({ terminal }: CommandContext): void =>
  terminal.note('Ending: jobs under way are finished first.')

/** Runs a command that goes on, and logs and counts what happens meanwhile. */
export const watched = async (
  { log: chosen, quiet, verbose }: WatchOptions,
  { log, terminal, ...context }: LastingContext,
  run: (context: CommandContext, metrics: Metrics) => Promise<number>,
): Promise<number> => {
  const format = chosen ?? (log.isTerminal ? 'text' : 'json')
  const level = quiet === true ? 'warn' : verbose === true ? 'debug' : 'info'
  const secrets = secretsIn(context.variables)
  const traces = tracesWanted(context.variables)
    ? (await import('../telemetry/open-traces.ts')).openTraces(secrets)
    : null
  const metrics = openMetrics()
  const stop = observe([openLog({ format, level, write: log.write, secrets }), metrics.observer])
  const note = (text: string): void => tell({ kind: 'note', level: 'info', text })
  const progress = format === 'text' && log.isTerminal ? terminal.progress : () => {}
  try {
    return await run({ ...context, terminal: { ...terminal, note, progress } }, metrics)
  } catch (error) {
    // People are told as of any command; what gathers logs wants a line of its own kind.
    if (format === 'json') tell({ kind: 'note', level: 'error', text: wordsOf(error) })
    throw error
  } finally {
    await traces?.()
    stop()
  }
}

const wordsOf = (error: unknown): string =>
  error instanceof ContentError ? `${error.code}: ${error.message} ${error.hint}` : `${error}`
