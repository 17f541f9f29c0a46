import { type Diagnostic, hasPlace, type Severity } from '../diagnostic.ts'
import { codeFrame } from './code-frame.ts'
import { printable } from './printable.ts'
import { byPath, countsOf, olderText, type Report } from './report.ts'
import { noScreen, type Screen, type Style } from './screen.ts'

const colours = {
  error: 'red',
  warning: 'yellow',
  suggestion: 'cyan',
} as const satisfies Record<Severity, Style>

/** A report for a person: file by file, with the line in question where there is one. The counts come last. */
export const formatText = ({ diagnostics, older, lineOf, screen }: Report): string => {
  const files = [...byPath(diagnostics).values()].map((findings) =>
    findings
      .flatMap((finding) => {
        const text = hasPlace(finding) ? lineOf(finding.path, finding.line) : null
        const frame = text === null ? [] : codeFrame(finding, text, screen)
        return [...findingLines(finding, screen), ...frame]
      })
      .join('\n'),
  )
  return [...olderLines(older, screen), ...files, summary(diagnostics, older)].join('\n\n')
}

// Above what counts, which a reader of a terminal sees first.
const mostOlder = 20

/** What was wrong before, a line each, without hints. */
const olderLines = (older: Report['older'], screen: Screen): readonly string[] => {
  const text = olderText(older)
  if (older === null || text === null) return []
  const shown = older.slice(0, mostOlder).map((finding) => screen.paint('dim', oneLine(finding)))
  const left = older.length - shown.length
  const rest = left > 0 ? [`… and ${left} more: validate without \`--since\` to see all.`] : []
  return [[text, ...shown, ...rest].join('\n')]
}

const oneLine = ({ path, line, column, severity, message, rule }: Diagnostic): string =>
  `${printable(path)}:${line}:${column} ${severity} ${printable(message)} (${rule})`

/** The same without the lines in question, in as few lines as can be. */
export const formatFindings = (diagnostics: readonly Diagnostic[]): string =>
  [...diagnostics.flatMap((finding) => findingLines(finding, noScreen)), summary(diagnostics)].join(
    '\n',
  )

const findingLines = (
  { path, line, column, severity, rule, message, hint }: Diagnostic,
  { paint }: Screen,
): readonly string[] => [
  `${paint('bold', `${printable(path)}:${line}:${column}`)} ${paint(colours[severity], severity)} ${printable(message)} ${paint('dim', `(${rule})`)}`,
  `    ${printable(hint)}`,
]

const summary = (diagnostics: readonly Diagnostic[], older: Report['older'] = null): string => {
  const kind = older === null ? '' : 'new '
  return diagnostics.length === 0
    ? `No ${kind}findings.`
    : `${kind === '' ? '' : 'New: '}${countsOf(diagnostics)}.`
}
