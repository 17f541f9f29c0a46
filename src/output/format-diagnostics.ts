import { countDiagnostics, type Diagnostic } from '../diagnostic.ts'

/** Formats that diagnostics can be printed in. */
export type DiagnosticFormat = 'text' | 'json' | 'github'

/** Diagnostics as text for a person, JSON for a program, or annotations for a GitHub workflow. */
export const formatDiagnostics = (
  diagnostics: readonly Diagnostic[],
  format: DiagnosticFormat,
): string => formatters[format](diagnostics)

const formatters = {
  text: (diagnostics) => {
    const lines = diagnostics.flatMap(({ path, line, column, severity, rule, message, hint }) => [
      `${printable(path)}:${line}:${column} ${severity} ${printable(message)} (${rule})`,
      `    ${printable(hint)}`,
    ])
    return [...lines, summary(diagnostics)].join('\n')
  },
  json: (diagnostics) =>
    JSON.stringify(
      diagnostics.map(({ path, line, column, severity, rule, message, hint }) => ({
        path,
        line,
        column,
        severity,
        rule,
        message,
        hint,
      })),
      null,
      2,
    ),
  github: (diagnostics) =>
    diagnostics
      .map(({ path, line, column, severity, rule, message, hint }) => {
        const place = `file=${property(path)},line=${line},col=${column},title=${property(rule)}`
        return `::${annotations[severity]} ${place}::${data(`${message} ${hint}`)}`
      })
      .join('\n'),
} as const satisfies Record<DiagnosticFormat, (diagnostics: readonly Diagnostic[]) => string>

const annotations = { error: 'error', warning: 'warning', suggestion: 'notice' } as const

const summary = (diagnostics: readonly Diagnostic[]): string => {
  const { error, warning } = countDiagnostics(diagnostics)
  if (diagnostics.length === 0) return 'No findings.'
  return `${count(error, 'error')}, ${count(warning, 'warning')}, ${count(diagnostics.length - error - warning, 'suggestion')}.`
}

const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`

/** Text from a repository made safe to print: control characters, which a terminal would obey, are escaped. */
export const printable = (text: string): string =>
  text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

// How GitHub's toolkit escapes workflow commands: a value cannot begin another command.
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
