import type { Nodes, Root } from 'mdast'
import type { Finding } from '../diagnostic.ts'
import { placeOf } from './divisions.ts'
import { errorAt } from './finding.ts'

const maximumNodes = 50_000
const maximumDepth = 64

/** Whether a tree is small and flat enough for what walks it recursively. Null if it is. */
export const findTreeExcess = (tree: Root): Finding | null => {
  const waiting: { readonly node: Nodes; readonly depth: number }[] = [{ node: tree, depth: 0 }]
  let nodes = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next
    nodes += 1
    if (nodes > maximumNodes) return excess(node, `${maximumNodes} elements`)
    if (depth > maximumDepth) return excess(node, `${maximumDepth} levels of nesting`)
    if (!('children' in node)) continue
    for (const child of node.children) waiting.push({ node: child, depth: depth + 1 })
  }
  return null
}

const excess = (node: Nodes, limit: string): Finding => {
  const message = `Expected a body of at most ${limit}, got more.`
  return errorAt(placeOf(node), 'MD_COMPLEXITY', message, 'Split the lesson, or simplify it.')
}
