import type { Emphasis, Nodes, Paragraph, RootContent, Strong, TableCell, TableRow } from 'mdast'
import { evenText } from './text-of.ts'

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
  if (node.type === 'text') return `{"type":"text","value":${collapsedJson(node.value)}}`
  if (holdsChildrenOnly(node)) {
    return `{"children":${childrenJson(node.children)},"type":"${node.type}"}`
  }
  let json = ''
  for (const name of members[node.type as keyof typeof members]) {
    const value = memberOf(node, name)
    if (value !== null) json += `${json === '' ? '' : ','}"${name}":${value}`
  }
  return `{${json}}`
}

const holdsChildrenOnly = (
  node: Nodes,
): node is Paragraph | TableCell | TableRow | Strong | Emphasis =>
  node.type === 'paragraph' ||
  node.type === 'tableCell' ||
  node.type === 'strong' ||
  node.type === 'emphasis' ||
  node.type === 'tableRow'

/** The JSON of one member; null where the node does not have it. */
const memberOf = (node: Nodes, name: string): string | null => {
  if (name === 'type') return `"${node.type}"`
  if (name === 'children') return 'children' in node ? childrenJson(node.children) : null
  if (name === 'properties') {
    const properties = node.data?.hProperties
    return properties === undefined ? null : JSON.stringify(sorted(properties))
  }
  const value: unknown = node[name as keyof typeof node]
  if (value === undefined || value === null) return null
  if (typeof value !== 'string' || !collapsed.has(name)) return JSON.stringify(value)
  return verbatim.has(node.type) ? JSON.stringify(value) : collapsedJson(value)
}

const childrenJson = (nodes: readonly RootContent[]): string => {
  let json = ''
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index] as RootContent
    let text: string | null = null
    if (node.type === 'text') {
      text = node.value
      for (let next = nodes[index + 1]; next?.type === 'text'; next = nodes[index + 1]) {
        text += next.value
        index += 1
      }
    }
    const child =
      text === null ? normalTree(node) : `{"type":"text","value":${collapsedJson(text)}}`
    json += json === '' ? child : `,${child}`
  }
  return `[${json}]`
}

const escaped = /["\\\p{Cc}\p{Cs}]/u

// To look whether there is anything to escape takes a fraction of the time that escaping does.
const collapsedJson = (text: string): string => {
  const even = evenText(text)
  return escaped.test(even) ? JSON.stringify(even) : `"${even}"`
}

// Most have an id and nothing else.
const sorted = (properties: object): object => {
  const entries = Object.entries(properties)
  return entries.length < 2
    ? properties
    : Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
