import type { Report } from './report.ts'

/** A report as a JSON array, for a program. */
export const formatJson = ({ diagnostics }: Pick<Report, 'diagnostics'>): string =>
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
  )
