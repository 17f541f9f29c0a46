import { formatGithub } from './format-github.ts'
import { formatJson } from './format-json.ts'
import { formatJunit } from './format-junit.ts'
import { formatMarkdown } from './format-markdown.ts'
import { formatSarif } from './format-sarif.ts'
import { formatText } from './format-text.ts'
import type { Report } from './report.ts'

const formatters = {
  text: formatText,
  json: formatJson,
  github: formatGithub,
  sarif: formatSarif,
  junit: formatJunit,
  markdown: formatMarkdown,
} as const satisfies Record<string, (report: Report) => string>

/** Formats that diagnostics can be printed in. */
export type DiagnosticFormat = keyof typeof formatters

/** A report as text for a person, or as what a program or a service reads. */
export const formatReport = (report: Report, format: DiagnosticFormat): string =>
  formatters[format](report)

/** Whether a format needs the lines of the files, which have to be read for it. */
export const showsLines = (format: DiagnosticFormat): boolean =>
  format === 'text' || format === 'sarif'
