import type { Nodes, Parents, Root } from 'mdast'

/** Is given a node, its parent and its place among the parent's children. */
export type Visit = (node: Nodes, parent: Parents, index: number) => void

/**
 * Calls `visit` with every node of a tree but the root, parents before their children, in the order of
 * the text. (`unist-util-visit` names each call for its stack traces, which took an eighth of all reading.)
 * Children that `visit` takes out behind the node it is given are not visited.
 */
export const walk = (root: Root, visit: Visit): void => walkIn(root, visit)

// Trees are flat enough for recursion: the text's markers were counted before it was parsed.
const walkIn = (parent: Parents, visit: Visit): void => {
  for (let index = 0; index < parent.children.length; index += 1) {
    const node = parent.children[index]
    if (node === undefined) return
    visit(node, parent, index)
    if ('children' in node) walkIn(node, visit)
  }
}

/** As `walk`, but for what stands in paragraphs, headings and tables: the nodes of which a text's blocks consist. */
export const walkBlocks = (parent: Parents, visit: (node: Nodes) => void): void => {
  for (const node of parent.children) {
    visit(node)
    if ('children' in node && !holdsText.has(node.type)) walkBlocks(node, visit)
  }
}

const holdsText: ReadonlySet<Nodes['type']> = new Set(['paragraph', 'heading', 'table'])
