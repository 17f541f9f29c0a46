import type { Diagnostic } from '../../src/diagnostic.ts'
import type { Report } from '../../src/output/report.ts'
import { noScreen } from '../../src/output/screen.ts'

/** An error in a lesson, but for what is given. */
export const finding = (given: Partial<Diagnostic> = {}): Diagnostic => ({
  path: 'en/wind.md',
  line: 3,
  column: 1,
  severity: 'error',
  rule: 'FM_DUPLICATE',
  message: 'Expected `title` once, got it twice.',
  hint: 'Remove one of the two.',
  ...given,
})

/** A report whose files have these lines; of a file that is not given there are none. */
export const report = (
  diagnostics: readonly Diagnostic[],
  files: Readonly<Record<string, readonly string[]>> = {},
): Report => ({
  older: null,
  diagnostics,
  lineOf: (path, line) => files[path]?.[line - 1] ?? null,
  screen: noScreen,
})
