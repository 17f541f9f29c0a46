import type { Nodes, Parents, Root } from 'mdast'
import type { Finding } from '../diagnostic.ts'
import { placeOf } from './divisions.ts'
import { errorAt } from './finding.ts'

const maximumNodes = 50_000
const maximumDepth = 64

/** Whether a tree is small and flat enough for what walks it recursively. Null if it is. */
export const findTreeExcess = (tree: Root): Finding | null => {
  let nodes = 0
  const excessIn = (parent: Parents, depth: number): Finding | null => {
    for (const node of parent.children) {
      nodes += 1
      if (nodes > maximumNodes) return excess(node, `${maximumNodes} elements`)
      if (depth > maximumDepth) return excess(node, `${maximumDepth} levels of nesting`)
      const below = 'children' in node ? excessIn(node, depth + 1) : null
      if (below !== null) return below
    }
    return null
  }
  return excessIn(tree, 1)
}

const excess = (node: Nodes, limit: string): Finding => {
  const message = `Expected a body of at most ${limit}, got more.`
  return errorAt(placeOf(node), 'MD_COMPLEXITY', message, 'Split the lesson, or simplify it.')
}
