import type { Diagnostic } from '../diagnostic.ts'

/** Some content, and what is wrong with it. */
export type Findings = {
  /** In the order in which they are always shown. */
  readonly diagnostics: readonly Diagnostic[]
  /** Of every file. */
  readonly paths: ReadonlySet<string>
}

/** Findings that a change brought, and those that were there before; each in its order. */
export type SinceBase = {
  readonly fresh: readonly Diagnostic[]
  readonly older: readonly Diagnostic[]
}

/**
 * Tells the findings of a change from those of its base. The same finding of the same file is an older one wherever
 * its line has moved to; that of a file which came since, if a file that is gone had it. As many as there were
 * before are older, the first ones first. Pure.
 */
export const sinceBase = (now: Findings, base: Findings): SinceBase => {
  const before = new Map<string, number>()
  const count = (key: string, by: number): number => {
    const total = (before.get(key) ?? 0) + by
    before.set(key, total)
    return total
  }
  for (const finding of base.diagnostics) count(keyOf(finding, now.paths), 1)
  const fresh: Diagnostic[] = []
  const older: Diagnostic[] = []
  for (const finding of now.diagnostics) {
    const isKnown = count(keyOf(finding, base.paths), -1) >= 0
    ;(isKnown ? older : fresh).push(finding)
  }
  return { fresh, older }
}

// A file that the other side has is known by its path; one that came or went, by its findings alone.
const keyOf = ({ path, rule, message }: Diagnostic, others: ReadonlySet<string>): string =>
  JSON.stringify([others.has(path) ? path : '', rule, message])
