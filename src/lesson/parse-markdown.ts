import type { Root } from 'mdast'
import type { Finding } from '../diagnostic.ts'
import { anchorHeadings } from './anchors.ts'
import { colonFence } from './division-syntax.ts'
import { nestDivisions } from './divisions.ts'
import { evenOut } from './even-out.ts'
import { fastTree } from './fast-tree.ts'
import { applyImageAttributes } from './image-attributes.ts'

/** A lesson's syntax tree and what was noticed while making it. */
export type ParsedMarkdown = { readonly tree: Root; readonly findings: readonly Finding[] }

/**
 * Parses Markdown with GitHub's extensions and those of our own: divisions become `section` nodes, image
 * attributes are applied, headings have anchors. Call `findComplexity` first: the time it takes is not bounded.
 * Null for a text that only the reference parser reads by the rules; see `fastTree`.
 */
export const parseQuickly = (body: string): ParsedMarkdown | null => {
  const fast = fastTree(body)
  return fast === null ? null : understood(fast.tree, body, fast.source)
}

/** The steps of our own over the tree of a body, in place. `source` is the text that its offsets count in. */
export const understood = (tree: Root, body: string, source = body): ParsedMarkdown => {
  const findings = body.includes(colonFence) ? nestDivisions(tree) : []
  evenOut(tree)
  if (source.includes('){') || source.includes(']{')) applyImageAttributes(tree, source)
  anchorHeadings(tree)
  return { tree, findings }
}
