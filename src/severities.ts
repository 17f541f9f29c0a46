import type { FileRole } from './classify.ts'
import type { Config } from './config.ts'
import type { Finding, Severity } from './diagnostic.ts'

/** What a repository makes of a rule that keeps nothing back by itself; `off` drops its findings. */
export type RuleSettings = Readonly<Record<string, Severity | 'off'>>

/** The settings for a file: its collection's, or those of the whole repository where it is in none. */
export const settingsFor = ({ rules }: Pick<Config, 'rules'>, role: FileRole): RuleSettings =>
  role.kind === 'item' || role.kind === 'translation' ? role.collection.rules : rules

/** Gives findings the severities that were set for their rules. An error stays one: what it protects is not a matter of taste. */
export const weigh = <T extends Finding>(
  findings: readonly T[],
  settings: RuleSettings,
): readonly T[] => {
  if (findings.every(({ rule }) => settings[rule] === undefined)) return findings
  return findings.flatMap((finding) => {
    const severity = settings[finding.rule] ?? finding.severity
    if (finding.severity === 'error' || severity === finding.severity) return [finding]
    return severity === 'off' ? [] : [{ ...finding, severity }]
  })
}
