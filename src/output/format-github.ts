import type { Diagnostic, Severity } from '../diagnostic.ts'
import { printable } from './printable.ts'
import { counted, ofSeverity, type Report, severities } from './report.ts'

const annotations = { error: 'error', warning: 'warning', suggestion: 'notice' } as const

// GitHub shows as many of each kind for a step and drops the others without a word:
// https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
const mostShown = 10

/**
 * A report as workflow commands, which GitHub shows beside the lines of a pull request: errors first, at most ten
 * of each severity. Where there are more, the tenth says how many.
 */
export const formatGithub = ({ diagnostics }: Pick<Report, 'diagnostics'>): string =>
  severities.flatMap((severity) => annotate(ofSeverity(diagnostics, severity), severity)).join('\n')

const annotate = (diagnostics: readonly Diagnostic[], severity: Severity): readonly string[] => {
  if (diagnostics.length <= mostShown) return diagnostics.map(annotation)
  const shown = diagnostics.slice(0, mostShown - 1)
  const others = `${counted(diagnostics.length - shown.length, `more ${severity}`)}`
  const text = `${others}, which GitHub would not show: run \`hma-content validate\` to see all.`
  return [...shown.map(annotation), `::${annotations[severity]} title=hma-content::${data(text)}`]
}

const annotation = (finding: Diagnostic): string => {
  const { path, line, column, severity, rule, message, hint } = finding
  const place = `file=${property(path)},line=${line},col=${column},title=${property(rule)}`
  return `::${annotations[severity]} ${place}::${data(printable(`${message} ${hint}`))}`
}

// How GitHub's toolkit escapes workflow commands: a value cannot begin another command.
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string =>
  printable(data(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
