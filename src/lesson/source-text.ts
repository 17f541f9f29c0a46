import type { Nodes } from 'mdast'
import { isComment } from './raw-html.ts'
import { evenText, textOf } from './text-of.ts'

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
 * Adds to `texts` what a translator translates in a node: one text for each paragraph, heading, cell and block of
 * code, alt texts included, white space collapsed. Markup, addresses and comments are not in it.
 */
export const addSourceTexts = (node: Nodes, texts: string[]): void => {
  if (containers.has(node.type) && 'children' in node) {
    for (const child of node.children) addSourceTexts(child, texts)
  } else if (node.type !== 'html' || !isComment(node)) {
    const text = evenText(textOf(node)).trim()
    if (text !== '') texts.push(text)
  }
}
