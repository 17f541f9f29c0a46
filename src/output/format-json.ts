import type { Diagnostic } from '../diagnostic.ts'
import type { Report } from './report.ts'

/** A report as a JSON array, for a program. Where older findings are known, they come last and each says which it is. */
export const formatJson = ({
  diagnostics,
  older,
}: Pick<Report, 'diagnostics' | 'older'>): string => {
  const all =
    older === null
      ? diagnostics.map(entry)
      : [
          ...diagnostics.map((finding) => ({ ...entry(finding), new: true })),
          ...older.map((finding) => ({ ...entry(finding), new: false })),
        ]
  return JSON.stringify(all, null, 2)
}

const entry = ({ path, line, column, severity, rule, message, hint }: Diagnostic) => ({
  path,
  line,
  column,
  severity,
  rule,
  message,
  hint,
})
