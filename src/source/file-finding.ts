import type { Finding } from '../diagnostic.ts'

/** An error about a file as a whole: its name or its mode, whatever it contains. */
export const fileFinding = (rule: string, message: string, hint: string): Finding => ({
  line: 1,
  column: 1,
  severity: 'error',
  rule,
  message,
  hint,
})
