import type { Nodes, Parents, Root } from 'mdast'

/** Where a node stands: its parent and its place among the children. */
export type Standing = { readonly parent: Parents; readonly index: number }

/**
 * Calls `visit` with every node of a tree but the root, parents before their children, in the order of
 * the text. (`unist-util-visit` names each call for its stack traces, which took an eighth of all reading.)
 * Children that `visit` takes out behind the node it is given are not visited.
 */
export const walk = (root: Root, visit: (node: Nodes, standing: Standing) => void): void =>
  walkIn(root, visit)

// Trees are flat enough for recursion: the text's markers were counted before it was parsed.
const walkIn = (parent: Parents, visit: (node: Nodes, standing: Standing) => void): void => {
  for (let index = 0; index < parent.children.length; index += 1) {
    const node = parent.children[index]
    if (node === undefined) return
    visit(node, { parent, index })
    if ('children' in node) walkIn(node, visit)
  }
}
