import type { Nodes, RootContent } from 'mdast'

// What each kind of node says, keys in code-unit order. What an author changes by reformatting alone is not
// among them: positions, list spread, reference labels.
const members = {
  blockquote: ['children', 'type'],
  break: ['type'],
  code: ['lang', 'meta', 'type', 'value'],
  definition: ['identifier', 'title', 'type', 'url'],
  delete: ['children', 'type'],
  emphasis: ['children', 'type'],
  footnoteDefinition: ['children', 'identifier', 'type'],
  footnoteReference: ['identifier', 'type'],
  heading: ['children', 'depth', 'properties', 'type'],
  html: ['type', 'value'],
  image: ['alt', 'properties', 'title', 'type', 'url'],
  imageReference: ['alt', 'identifier', 'properties', 'type'],
  inlineCode: ['type', 'value'],
  link: ['children', 'title', 'type', 'url'],
  linkReference: ['children', 'identifier', 'type'],
  list: ['children', 'ordered', 'start', 'type'],
  listItem: ['checked', 'children', 'type'],
  paragraph: ['children', 'type'],
  root: ['children', 'type'],
  section: ['children', 'name', 'properties', 'type'],
  strong: ['children', 'type'],
  table: ['align', 'children', 'type'],
  tableCell: ['children', 'type'],
  tableRow: ['children', 'type'],
  text: ['type', 'value'],
  thematicBreak: ['type'],
} as const satisfies Partial<Record<Nodes['type'], readonly string[]>>

const collapsed: ReadonlySet<string> = new Set(['alt', 'title', 'value'])
const verbatim: ReadonlySet<Nodes['type']> = new Set(['code', 'html'])

/**
 * A tree as canonical JSON text that is equal for texts that differ in layout only: neighbouring texts
 * are one, and each run of white space in them is one space.
 */
export const normalTree = (node: Nodes): string => {
  // Most nodes are texts or hold nothing but children; written out, they take half the time.
  if (node.type === 'text') return `{"type":"text","value":${collapse(node.value)}}`
  if (node.type === 'paragraph' || node.type === 'tableCell') {
    return `{"children":[${withTextsMerged(node.children).map(normalTree).join(',')}],"type":"${node.type}"}`
  }
  let json = ''
  for (const name of members[node.type as keyof typeof members]) {
    const value = memberOf(node, name)
    if (value !== null) json += `${json === '' ? '' : ','}"${name}":${value}`
  }
  return `{${json}}`
}

/** The JSON of one member; null where the node does not have it. */
const memberOf = (node: Nodes, name: string): string | null => {
  if (name === 'children') {
    return 'children' in node
      ? `[${withTextsMerged(node.children).map(normalTree).join(',')}]`
      : null
  }
  if (name === 'properties') {
    const properties = node.data?.hProperties
    return properties === undefined ? null : JSON.stringify(sorted(properties))
  }
  const value: unknown = node[name as keyof typeof node]
  if (value === undefined || value === null) return null
  if (typeof value !== 'string' || !collapsed.has(name)) return JSON.stringify(value)
  return verbatim.has(node.type) ? JSON.stringify(value) : collapse(value)
}

const collapse = (text: string): string => JSON.stringify(text.replace(/\s+/g, ' '))

const sorted = (properties: object): object =>
  Object.fromEntries(Object.entries(properties).toSorted(([a], [b]) => (a < b ? -1 : 1)))

const withTextsMerged = (nodes: readonly RootContent[]): readonly RootContent[] => {
  if (!nodes.some((node, index) => node.type === 'text' && nodes[index + 1]?.type === 'text')) {
    return nodes
  }
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
