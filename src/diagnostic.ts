/** How much a finding weighs: an error keeps a file from being published, a suggestion never does. */
export type Severity = 'error' | 'warning' | 'suggestion'

/** What an author did wrong in one file, before it is known under which path the file lies. */
export type Finding = {
  /** 1-based; 1 where the fault concerns the file as a whole. */
  readonly line: number
  /** 1-based, in UTF-16 code units. */
  readonly column: number
  readonly severity: Severity
  /** Stable, upper-case name of the rule, for example `FM_UNCLOSED`. */
  readonly rule: string
  /** What was expected and what was found; values in backticks. */
  readonly message: string
  /** What to do about it. */
  readonly hint: string
}

/** A finding and the file it was made in. */
export type Diagnostic = Finding & { readonly path: string }

/** A line of a file as it was checked, 1-based, without its end; null where it is not at hand. */
export type LineOf = (path: string, line: number) => string | null

/** Whether a finding is about a place in the file, and not about the file as a whole. */
export const hasPlace = ({ line, column }: Finding): boolean => line > 1 || column > 1

/** Places findings at a path. */
export const diagnosticsAt = (path: string, findings: readonly Finding[]): readonly Diagnostic[] =>
  findings.map((finding) => ({ path, ...finding }))

/** Whether any of the findings is an error. */
export const hasError = (findings: readonly Finding[]): boolean =>
  findings.some((finding) => finding.severity === 'error')

/** By path, then line, then column, then rule: the order in which diagnostics are always shown. */
export const sortDiagnostics = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.toSorted(
    (a, b) =>
      compare(a.path, b.path) || a.line - b.line || a.column - b.column || compare(a.rule, b.rule),
  )

/** Counts of errors and warnings. */
export const countDiagnostics = (
  diagnostics: readonly Finding[],
): { readonly error: number; readonly warning: number } => ({
  error: diagnostics.filter((finding) => finding.severity === 'error').length,
  warning: diagnostics.filter((finding) => finding.severity === 'warning').length,
})

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
