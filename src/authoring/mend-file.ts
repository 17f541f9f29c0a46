import type { Finding } from '../diagnostic.ts'
import { type Fault, fixers } from './fixers.ts'

/** What reading a file by itself finds in it. */
export type FileReading = {
  /** Whether it can be read at all; what is wrong further inside is not seen before. */
  readonly parsed: boolean
  readonly findings: readonly Finding[]
}

/** A file to be mended. */
export type MendableFile = Omit<Fault, 'finding'> & {
  /** What is wrong between it and other files. */
  readonly across: readonly Finding[]
  readonly read: (text: string) => FileReading
}

/** A file's text with faults mended, and which these were. */
export type MendedText = { readonly text: string; readonly mended: readonly Finding[] }

/**
 * Mends what has one right answer in a file. An answer that leaves its fault in the file or brings another is not
 * taken; one that makes the file readable may show what could not be seen before. Pure.
 */
export const mendFile = (file: MendableFile): MendedText => {
  const start = { text: file.text, ...file.read(file.text) }
  const across = mendAcross(file, start)
  const inside = mendInside(file, across.current)
  if (!inside.current.parsed) return { text: file.text, mended: [] }
  return { text: inside.current.text, mended: [...across.mended, ...inside.mended] }
}

type Stand = FileReading & { readonly text: string }
type Step = { readonly current: Stand; readonly mended: readonly Finding[] }

// From the last to the first, so that the places of the others stay what they are.
const mendAcross = (file: MendableFile, start: Stand): Step => {
  let current = start
  const mended: Finding[] = []
  for (const finding of file.across.toReversed()) {
    const next = tryFix(file, current, finding)
    if (next === null || !addsNoRule(current.findings, next.findings)) continue
    current = next
    mended.unshift(finding)
  }
  return { current, mended }
}

// Findings are read again after each, since one may show or move others.
const mendInside = (file: MendableFile, start: Stand): Step => {
  let current = start
  const mended: Finding[] = []
  const tried = new Set<string>()
  for (;;) {
    const finding = current.findings.find(
      (each) => each.rule in fixers && !tried.has(placeOf(each)),
    )
    if (finding === undefined) return { current, mended }
    tried.add(placeOf(finding))
    const next = tryFix(file, current, finding)
    if (next === null || !isMended(current, next, finding)) continue
    current = next
    mended.push(finding)
  }
}

const placeOf = ({ rule, line, column }: Finding): string => `${rule} ${line} ${column}`

const tryFix = (file: MendableFile, { text }: Stand, finding: Finding): Stand | null => {
  const fixed = fixers[finding.rule]?.({ ...file, text, finding }) ?? null
  return fixed === null || fixed === text ? null : { text: fixed, ...file.read(fixed) }
}

const isMended = (before: Stand, after: Stand, finding: Finding): boolean => {
  if (before.parsed) {
    return (
      after.parsed &&
      addsNoRule(before.findings, after.findings) &&
      countOf(after.findings, finding.rule) < countOf(before.findings, finding.rule)
    )
  }
  const again = ({ rule, line }: Finding): boolean => rule === finding.rule && line === finding.line
  return after.parsed || !after.findings.some(again)
}

/** How many findings are of a rule. */
export const countOf = (findings: readonly Finding[], rule: string): number =>
  findings.filter((finding) => finding.rule === rule).length

/** Whether no rule is broken more often than before. */
export const addsNoRule = (before: readonly Finding[], after: readonly Finding[]): boolean =>
  [...new Set(after.map(({ rule }) => rule))].every(
    (rule) => countOf(after, rule) <= countOf(before, rule),
  )
