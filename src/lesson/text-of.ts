import type { Nodes } from 'mdast'

/** All text in a node, alternative texts of pictures included. (Every node is asked, so no list is made on the way.) */
export const textOf = (node: Nodes): string => {
  if ('value' in node) return node.value
  if ('alt' in node && node.alt) return node.alt
  if (!('children' in node)) return ''
  let text = ''
  for (const child of node.children) text += textOf(child)
  return text
}

// Nine texts of ten are even already; to look takes a fraction of the time that replacing does.
const uneven = /\s\s|[^\S ]/

/** A text with each run of white space as one space. */
export const evenText = (text: string): string =>
  uneven.test(text) ? text.replace(/\s+/g, ' ') : text
