import type { Diagnostic, Severity } from '../diagnostic.ts'
import { codeOf, messageOf } from './escape-markdown.ts'
import {
  byPath,
  counted,
  countsOf,
  ofSeverity,
  olderText,
  type Report,
  severities,
} from './report.ts'

// GitHub takes comments of 65,536 characters.
const mostCharacters = 60_000
// What the headline, the tags around folded parts and the last line take at most.
const frameCharacters = 1_000

/**
 * A report as the comment of a pull request: counts, then the errors file by file; warnings and suggestions are
 * folded. At most 60,000 characters; what is left out for that is counted in the last line.
 */
export const formatMarkdown = ({
  diagnostics,
  older,
}: Pick<Report, 'diagnostics' | 'older'>): string => {
  const kind = older === null ? '' : 'new '
  const before = olderText(older)
  return [
    `## hma-content: ${diagnostics.length === 0 ? `no ${kind}findings` : `${kind}${countsOf(diagnostics)}`}`,
    ...(before === null ? [] : [before]),
    ...findingParts(diagnostics, mostCharacters - frameCharacters, placeText),
  ].join('\n\n')
}

/** How the place of a finding is written. */
export type PlaceText = (finding: Diagnostic) => string

const placeText: PlaceText = ({ line, column }) => `**${line}:${column}**`

/**
 * Findings as Markdown, one part for each severity, file by file, all but the errors folded: as many as there is room
 * for, in characters, and then a line that counts the rest.
 */
export const findingParts = (
  diagnostics: readonly Diagnostic[],
  characters: number,
  place: PlaceText,
): readonly string[] => {
  const parts: string[] = []
  const leftOut: Diagnostic[] = []
  let room = characters
  for (const severity of severities) {
    const findings = ofSeverity(diagnostics, severity)
    // Once something is left out, so is all that weighs less.
    const shown = leftOut.length > 0 ? [] : fitting(entries(findings, place), room)
    room -= lengthOf(shown)
    leftOut.push(...findings.slice(shown.length))
    if (shown.length > 0) parts.push(section(severity, findings.length, shown.join('\n')))
  }
  if (leftOut.length > 0) parts.push(leftOutLine(leftOut))
  return parts
}

/** One entry for each finding; the first of a file has the file's heading above it. */
const entries = (findings: readonly Diagnostic[], place: PlaceText): readonly string[] =>
  [...byPath(findings)].flatMap(([path, own]) =>
    own.map(
      (finding, index) =>
        `${index === 0 ? `\n### ${codeOf(path)}\n\n` : ''}${item(finding, place)}`,
    ),
  )

const item = (finding: Diagnostic, place: PlaceText): string => {
  const { rule, message, hint } = finding
  return `- ${place(finding)} ${codeOf(rule)} ${messageOf(message)}\n  → ${messageOf(hint)}`
}

const section = (severity: Severity, count: number, list: string): string =>
  severity === 'error'
    ? list.trimStart()
    : `<details>\n<summary>${counted(count, severity)}</summary>\n${list}\n\n</details>`

const leftOutLine = (findings: readonly Diagnostic[]): string =>
  `Left out, since a comment holds no more: ${countsOf(findings)}. Run \`hma-content validate\` to see all.`

/** The first entries, as many as there is room for, in characters, each with the end of its line. */
export const fitting = (all: readonly string[], room: number): readonly string[] => {
  let left = room
  const end = all.findIndex((entry) => {
    left -= lengthOf([entry])
    return left < 0
  })
  return end === -1 ? all : all.slice(0, end)
}

const lengthOf = (list: readonly string[]): number =>
  list.reduce((sum, entry) => sum + entry.length + '\n'.length, 0)
