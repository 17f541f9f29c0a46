import type { Nodes, Root } from 'mdast'
import { walkBlocks } from './walk.ts'

/**
 * Settles, in place, what parsers say differently of the same text and what shows in the HTML: a list or item is
 * loose where an empty line stands between two of its children, and HTML ends with its last visible character.
 */
export const evenOut = (root: Root): void =>
  walkBlocks(root, (node) => {
    if (node.type === 'list' || node.type === 'listItem') node.spread = hasGap(node.children)
    if (node.type === 'html') node.value = node.value.trimEnd()
  })

const hasGap = (children: readonly Nodes[]): boolean =>
  children.some((child, index) => {
    const end = children[index - 1]?.position?.end.line
    const start = child.position?.start.line
    return end !== undefined && start !== undefined && start > end + 1
  })
