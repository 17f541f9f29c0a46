import type { Root } from 'mdast'
import type { Finding } from '../diagnostic.ts'
import { errorAt } from './finding.ts'
import { walk } from './walk.ts'

const opening = /^<{7}(?: |$)/
const middle = /^={7}$/
const closing = /^>{7}(?: |$)/

/**
 * An error at each conflict that Git left in a text, front matter included. A lesson about conflicts shows their
 * lines in code, so one that begins there is none. `treeOf`, called where there are any, gives what is parsed of the
 * text, with its line numbers; null for a text that has no code.
 */
export const conflictFindings = (text: string, treeOf: () => Root | null): readonly Finding[] => {
  const conflicts = conflictsIn(text)
  if (conflicts.length === 0) return []
  const tree = treeOf()
  const isCode = tree === null ? () => false : codeLines(tree)
  return conflicts
    .filter(({ first }) => !isCode(first))
    .map(({ first, last }) => {
      const message = `Expected text, got a conflict that was not resolved (lines ${first} to ${last}).`
      const hint = 'Keep what is right, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`.'
      return errorAt({ line: first, column: 1 }, 'CONFLICT_MARKER', message, hint)
    })
}

/** Whether there is a conflict in a text, be it in code or not. */
export const hasConflict = (text: string): boolean => conflictsIn(text).length > 0

/** A conflict's first and last line, 1-based. */
type Conflict = { readonly first: number; readonly last: number }

/** Of markers in Git's order; one that opens again before the closing begins anew. */
const conflictsIn = (text: string): readonly Conflict[] => {
  if (!text.includes('<<<<<<<')) return []
  const conflicts: Conflict[] = []
  let first = 0
  let isDivided = false
  for (const [index, line] of text.split('\n').entries()) {
    if (opening.test(line)) {
      first = index + 1
      isDivided = false
    } else if (first > 0 && middle.test(line)) {
      isDivided = true
    } else if (isDivided && closing.test(line)) {
      conflicts.push({ first, last: index + 1 })
      first = 0
      isDivided = false
    }
  }
  return conflicts
}

const codeLines = (tree: Root): ((line: number) => boolean) => {
  const lines = new Set<number>()
  walk(tree, ({ type, position }) => {
    if (type !== 'code' || position === undefined) return
    for (let line = position.start.line; line <= position.end.line; line += 1) lines.add(line)
  })
  return (line) => lines.has(line)
}
