import { countDiagnostics, type Diagnostic, type LineOf, type Severity } from '../diagnostic.ts'
import type { Screen } from './screen.ts'

/** What is wrong with the content, and what some formats need besides. */
export type Report = {
  /** In the order in which they are always shown: by path, then by place. */
  readonly diagnostics: readonly Diagnostic[]
  /** What was wrong before and does not count, in the same order; null where that was not asked for. */
  readonly older: readonly Diagnostic[] | null
  readonly lineOf: LineOf
  readonly screen: Screen
}

/** From what keeps a file back to what may be left as it is. */
export const severities = ['error', 'warning', 'suggestion'] as const satisfies readonly Severity[]

/** The diagnostics of one severity, in their order. */
export const ofSeverity = (
  diagnostics: readonly Diagnostic[],
  severity: Severity,
): readonly Diagnostic[] => diagnostics.filter((diagnostic) => diagnostic.severity === severity)

/** The diagnostics by path, each path where it comes first. */
export const byPath = (
  diagnostics: readonly Diagnostic[],
): ReadonlyMap<string, readonly Diagnostic[]> => Map.groupBy(diagnostics, ({ path }) => path)

/** How many of each severity, for example `1 error, 0 warnings, 2 suggestions`. */
export const countsOf = (diagnostics: readonly Diagnostic[]): string => {
  const { error, warning } = countDiagnostics(diagnostics)
  const suggestion = diagnostics.length - error - warning
  return `${counted(error, 'error')}, ${counted(warning, 'warning')}, ${counted(suggestion, 'suggestion')}`
}

/** That there were findings before, and how many; null where none were, or nobody asked. */
export const olderText = (older: Report['older']): string | null =>
  older === null || older.length === 0
    ? null
    : `Not counted, since ${older.length === 1 ? 'it was' : 'they were'} there before: ${countsOf(older)}.`

/** A number with its noun, for example `1 error` or `2 errors`. */
export const counted = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`
