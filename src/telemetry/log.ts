import { pino } from 'pino'
import { escaped } from '../output/printable.ts'
import { beginLine, endLine, eventLine, type LogLevel, type LogLine } from './log-line.ts'
import type { Observer, Run } from './observer.ts'
import { redactor } from './redact.ts'

/** How a log is written. */
export type LogSettings = {
  /** A line for people, or JSON. */
  readonly format: 'text' | 'json'
  /** The least that is written. */
  readonly level: LogLevel
  /** Takes a line with its end. */
  readonly write: (line: string) => void
  /** What no line may hold. */
  readonly secrets: readonly string[]
}

/** A log that has a line for each event, and for each run as it begins and ends. */
export const openLog = ({ format, level, write, secrets }: LogSettings): Observer => {
  const redact = redactor(secrets)
  const render = format === 'json' ? (line: string) => line : readable
  const log = pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => write(render(redact(line))) },
  )
  const put = ({ level, message, fields }: LogLine, run: Readonly<Run> | null): void =>
    log[level]({ ...fieldsOf(run), ...fields }, message)
  return {
    onEvent: (event, run) => put(eventLine(event), run),
    onBegin: (run) => put(beginLine(run), run),
    onEnd: (run) => put(endLine(run), run),
  }
}

const fieldsOf = (run: Readonly<Run> | null): Readonly<Record<string, unknown>> =>
  run === null
    ? {}
    : { run: run.id, job: run.job, ...(run.commit === null ? {} : { commit: run.commit }) }

/** A line of JSON as a person reads it: when, how bad, what, and the rest as `name=value`. */
const readable = (json: string): string => {
  const { time, level, msg, pid, hostname, event, result, ...fields } = JSON.parse(
    json,
  ) as Readonly<Record<string, unknown>>
  const rest = pairs(fields).map((pair) => ` ${pair}`)
  // What a message quotes may hold what a terminal would obey.
  return `${withoutControls(`${time} ${`${level}`.padEnd(5)} ${msg}${rest.join('')}`)}\n`
}

const withoutControls = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, escaped)

const pairs = (fields: object, prefix = ''): readonly string[] =>
  Object.entries(fields).flatMap(([name, value]) => {
    if (value === null || value === undefined) return []
    return typeof value === 'object'
      ? pairs(value, `${prefix}${name}.`)
      : [`${prefix}${name}=${/[\s"]/.test(`${value}`) ? JSON.stringify(value) : value}`]
  })
