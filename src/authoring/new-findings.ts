import type { Diagnostic } from '../diagnostic.ts'

/**
 * The errors and warnings of an edited academy that it did not have before, by file, line and rule. Suggestions are no
 * reason against an edit: a picture that nothing uses is one only where a lesson lies beside it.
 */
export const newFindings = (
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
  moved: ReadonlyMap<string, string>,
): readonly Diagnostic[] => {
  const known = new Map<string, number>()
  for (const found of before) {
    const key = keyOf({ ...found, path: moved.get(found.path) ?? found.path })
    known.set(key, (known.get(key) ?? 0) + 1)
  }
  return after.filter((found) => {
    if (found.severity === 'suggestion') return false
    const left = known.get(keyOf(found)) ?? 0
    known.set(keyOf(found), left - 1)
    return left <= 0
  })
}

// Columns and messages change with the length and the words of a URL before them.
const keyOf = ({ path, line, rule }: Diagnostic): string => `${path}\n${line}\n${rule}`
