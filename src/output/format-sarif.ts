import { type Diagnostic, hasPlace } from '../diagnostic.ts'
import { sha256 } from '../identifier.ts'
import { printable } from './printable.ts'
import { programVersion } from './program-version.ts'
import type { Report } from './report.ts'

const levels = { error: 'error', warning: 'warning', suggestion: 'note' } as const

/**
 * A report as SARIF 2.1.0, which code scanning services read:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export const formatSarif = ({
  diagnostics: fresh,
  older,
  lineOf,
}: Omit<Report, 'screen'>): string => {
  const diagnostics = [...fresh, ...(older ?? [])]
  const rules = [...new Set(diagnostics.map(({ rule }) => rule))].toSorted()
  const index = new Map(rules.map((rule, at) => [rule, at]))
  const fingerprint = fingerprints(lineOf)
  const driver = {
    name: 'hma-content',
    version: programVersion(),
    rules: rules.map((id) => ({ id, shortDescription: { text: id } })),
  }
  const results = diagnostics.map((diagnostic, at) => ({
    ruleId: diagnostic.rule,
    ruleIndex: index.get(diagnostic.rule),
    level: levels[diagnostic.severity],
    message: { text: messageText(diagnostic) },
    locations: [{ physicalLocation: placeOf(diagnostic) }],
    partialFingerprints: { 'ruleAndLine/v1': fingerprint(diagnostic) },
    ...(older === null ? {} : { baselineState: at < fresh.length ? 'new' : 'unchanged' }),
  }))
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results }
  return JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)
}

const schema =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

// In a message, `[text](address)` is a link (3.11.6 of the standard); a lesson's text shall be none.
const messageText = ({ message, hint }: Diagnostic): string =>
  printable(`${message} ${hint}`.toWellFormed()).replaceAll('](', '] (')

const placeOf = ({ path, line, column }: Diagnostic) => ({
  artifactLocation: { uri: uriOf(path), uriBaseId: '%SRCROOT%' },
  region: { startLine: line, startColumn: column },
})

const uriOf = (path: string): string =>
  path.toWellFormed().split('/').map(encodeURIComponent).join('/')

/**
 * What stays when lines are added above: a digest of the rule, the path and the text of the line, and which of those
 * that are equal in this it is. Under a name of our own: GitHub's upload makes `primaryLocationLineHash` itself, and
 * warns of every other value there: https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
 */
const fingerprints = (lineOf: Report['lineOf']): ((diagnostic: Diagnostic) => string) => {
  const seen = new Map<string, number>()
  return (diagnostic) => {
    const { rule, path, line } = diagnostic
    const text = hasPlace(diagnostic) ? lineOf(path, line) : null
    const key = JSON.stringify([rule, path, text?.trim() ?? ''])
    const digest = sha256(key).slice(0, 32)
    const number = (seen.get(digest) ?? 0) + 1
    seen.set(digest, number)
    return `${digest}:${number}`
  }
}
