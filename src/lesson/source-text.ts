import type { Nodes } from 'mdast'
import { toString as textOf } from 'mdast-util-to-string'
import { isComment } from './raw-html.ts'

const containers: ReadonlySet<Nodes['type']> = new Set([
  'root',
  'section',
  'blockquote',
  'list',
  'listItem',
  'footnoteDefinition',
  'table',
  'tableRow',
])

/**
 * What a translator translates in a node: one text for each paragraph, heading, cell and block of code,
 * alt texts included, white space collapsed. Markup, addresses and comments are not in it.
 */
export const sourceTexts = (node: Nodes): readonly string[] => {
  if (containers.has(node.type) && 'children' in node) return node.children.flatMap(sourceTexts)
  if (node.type === 'html' && isComment(node)) return []
  const text = textOf(node).replace(/\s+/g, ' ').trim()
  return text === '' ? [] : [text]
}
