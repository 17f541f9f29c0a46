import type { Finding, Severity } from '../diagnostic.ts'

/** A place in a file: both 1-based, the column in UTF-16 code units. */
export type Place = { readonly line: number; readonly column: number }

/** Where a fault of the file as a whole is shown. */
export const startOfFile: Place = { line: 1, column: 1 }

/** The place of a 0-based offset in a text whose lines end in LF. */
export const placeAt = (text: string, offset: number): Place => {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

const findingOf =
  (severity: Severity) =>
  (place: Place, rule: string, message: string, hint: string): Finding => ({
    line: place.line,
    column: place.column,
    severity,
    rule,
    message,
    hint,
  })

/** A fault that keeps the file from being published. */
export const errorAt = findingOf('error')

/** A fault that is reported and blocks nothing. */
export const warningAt = findingOf('warning')

/** What could be better, and never counts against the file. */
export const suggestionAt = findingOf('suggestion')

// Findings are stored: PostgreSQL takes no NUL and no half of a surrogate pair, and a terminal obeys the others.
const unstorable = /[\p{Cc}\p{Cs}]/gu

/** A value as it is shown in a message: in backticks, on one line, at most 60 characters, none of them a control character. */
export const quoted = (value: unknown): string => {
  const text = typeof value === 'string' ? value : String(JSON.stringify(value))
  const even = text.replaceAll('`', "'").replace(/\s+/g, ' ').replace(unstorable, '\uFFFD')
  const shown = [...even]
  return `\`${shown.length > 60 ? `${shown.slice(0, 59).join('')}…` : shown.join('')}\``
}
