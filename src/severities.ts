import type { FileRole } from './classify.ts'
import type { Config } from './config.ts'
import type { Finding, Severity } from './diagnostic.ts'

/** What a repository makes of a rule that keeps nothing back by itself; `off` drops its findings. */
export type RuleSettings = Readonly<Record<string, Severity | 'off'>>

/** The settings for a file: its collection's, or those of the whole repository where it is in none. */
export const settingsFor = ({ rules }: Pick<Config, 'rules'>, role: FileRole): RuleSettings =>
  role.kind === 'item' || role.kind === 'translation' ? role.collection.rules : rules

// Errors between files: each file is sound by itself, so none is kept back, and a repository may see them otherwise.
const betweenFiles: ReadonlySet<string> = new Set([
  'LINK_MISSING',
  'MEDIA_MISSING',
  'PREREQUISITE_CYCLE',
  'PREREQUISITE_MISSING',
  'TRANSLATION_ORPHANED',
])

/** Whether a finding keeps its file from being published. */
export const keepsBack = ({ severity, rule }: Finding): boolean =>
  severity === 'error' && !betweenFiles.has(rule)

/**
 * Gives findings the severities that were set for their rules. An error that keeps its file back stays one: what it
 * protects is not a matter of taste.
 */
export const weigh = <T extends Finding>(
  findings: readonly T[],
  settings: RuleSettings,
): readonly T[] => {
  if (findings.every(({ rule }) => settings[rule] === undefined)) return findings
  return findings.flatMap((finding) => {
    const severity = settings[finding.rule] ?? finding.severity
    if (keepsBack(finding) || severity === finding.severity) return [finding]
    return severity === 'off' ? [] : [{ ...finding, severity }]
  })
}
