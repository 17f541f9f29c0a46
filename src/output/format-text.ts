import { type Diagnostic, hasPlace, type Severity } from '../diagnostic.ts'
import { codeFrame } from './code-frame.ts'
import { printable } from './printable.ts'
import { byPath, countsOf, type Report } from './report.ts'
import { noScreen, type Screen, type Style } from './screen.ts'

const colours = {
  error: 'red',
  warning: 'yellow',
  suggestion: 'cyan',
} as const satisfies Record<Severity, Style>

/** A report for a person: file by file, with the line in question where there is one. The counts come last. */
export const formatText = ({ diagnostics, lineOf, screen }: Report): string => {
  const files = [...byPath(diagnostics).values()].map((findings) =>
    findings
      .flatMap((finding) => {
        const text = hasPlace(finding) ? lineOf(finding.path, finding.line) : null
        const frame = text === null ? [] : codeFrame(finding, text, screen)
        return [...findingLines(finding, screen), ...frame]
      })
      .join('\n'),
  )
  return [...files, summary(diagnostics)].join('\n\n')
}

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

const summary = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics.length === 0 ? 'No findings.' : `${countsOf(diagnostics)}.`
