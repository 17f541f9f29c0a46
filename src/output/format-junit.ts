import type { Diagnostic } from '../diagnostic.ts'
import { printable } from './printable.ts'
import { byPath, counted, ofSeverity, type Report } from './report.ts'

/**
 * A report as JUnit's XML, which GitLab and Jenkins show as tests: one suite, in it a test for each file with
 * findings, failed where one of them is an error. What is no error stands in the test's output.
 */
export const formatJunit = ({ diagnostics }: Pick<Report, 'diagnostics'>): string => {
  const files = [...byPath(diagnostics)]
  // Jenkins takes a report without a test for a broken one and fails the build, unless told otherwise:
  // https://plugins.jenkins.io/junit/, `allowEmptyResults`.
  const tests =
    files.length === 0
      ? [testCase('all files', [])]
      : files.map(([path, findings]) => testCase(path, findings))
  const failures = files.filter(([, findings]) => ofSeverity(findings, 'error').length > 0).length
  const counts = `tests="${tests.length}" failures="${failures}" errors="0" skipped="0" time="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="hma-content validate" ${counts}>`,
    ...tests,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')
}

const testCase = (path: string, findings: readonly Diagnostic[]): string => {
  const name = escapeXml(path)
  const place = findings.length === 0 ? '' : ` file="${name}"`
  const start = `    <testcase classname="hma-content" name="${name}"${place} time="0"`
  const errors = ofSeverity(findings, 'error')
  const others = findings.filter(({ severity }) => severity !== 'error')
  if (findings.length === 0) return `${start}/>`
  return [`${start}>`, ...failure(errors), ...output(others), '    </testcase>'].join('\n')
}

// One for all errors of a file: of several, Jenkins keeps one.
const failure = (errors: readonly Diagnostic[]): readonly string[] => {
  const [first] = errors
  if (first === undefined) return []
  const title = errors.length === 1 ? first.message : counted(errors.length, 'error')
  const type = errors.length === 1 ? first.rule : 'errors'
  return [
    `      <failure message="${escapeXml(title)}" type="${escapeXml(type)}">${lines(errors)}</failure>`,
  ]
}

const output = (findings: readonly Diagnostic[]): readonly string[] =>
  findings.length === 0 ? [] : [`      <system-out>${lines(findings)}</system-out>`]

const lines = (findings: readonly Diagnostic[]): string =>
  findings
    .map(({ line, column, severity, rule, message, hint }) =>
      escapeXml(`${line}:${column} ${severity} ${message} (${rule}) ${hint}`),
    )
    .join('\n')

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

// What XML 1.0 has no characters for (https://www.w3.org/TR/xml/#charsets) and a terminal would obey is shown as `\u001b`.
const escapeXml = (text: string): string =>
  printable(text.toWellFormed())
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
