import type { Nodes, RootContent } from 'mdast'
import type { Json } from '../json.ts'

// What an author changes by reformatting alone, and what is written in another form below.
const ignored: ReadonlySet<string> = new Set([
  'children',
  'data',
  'label',
  'position',
  'referenceType',
  'spread',
])
const collapsed: ReadonlySet<string> = new Set(['alt', 'title', 'value'])
const verbatim: ReadonlySet<Nodes['type']> = new Set(['code', 'html'])

/**
 * A tree as JSON that is equal for texts that differ in layout only: no positions, no list spread, no
 * reference labels; neighbouring texts are one, and each run of white space in them is one space.
 */
export const normalTree = (node: Nodes): Json => {
  const normal: Record<string, Json> = {}
  for (const [key, value] of Object.entries(node)) {
    if (ignored.has(key) || value === undefined || value === null) continue
    const collapses = collapsed.has(key) && typeof value === 'string' && !verbatim.has(node.type)
    normal[key] = collapses ? collapse(value) : value
  }
  const properties = node.data?.hProperties
  if (properties !== undefined) normal.properties = properties as Json
  if ('children' in node) normal.children = withTextsMerged(node.children).map(normalTree)
  return normal
}

const collapse = (text: string): string => text.replace(/\s+/g, ' ')

const withTextsMerged = (nodes: readonly RootContent[]): readonly RootContent[] => {
  const merged: RootContent[] = []
  for (const node of nodes) {
    const last = merged.at(-1)
    if (node.type === 'text' && last?.type === 'text') {
      merged[merged.length - 1] = { type: 'text', value: last.value + node.value }
    } else {
      merged.push(node)
    }
  }
  return merged
}
