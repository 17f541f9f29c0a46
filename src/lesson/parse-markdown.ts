import type { Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { type Processor, unified } from 'unified'
import type { Finding } from '../diagnostic.ts'
import { anchorHeadings } from './anchors.ts'
import { divisionSyntax, divisionTree } from './division-syntax.ts'
import { nestDivisions } from './divisions.ts'
import { applyImageAttributes } from './image-attributes.ts'

/** A lesson's syntax tree and what was noticed while making it. */
export type ParsedMarkdown = { readonly tree: Root; readonly findings: readonly Finding[] }

/**
 * Parses Markdown with GitHub's extensions and those of our own: divisions become `section` nodes, image
 * attributes are applied, headings have anchors. Call `findComplexity` first: the time it takes is not bounded.
 */
export const parseMarkdown = (body: string): ParsedMarkdown => {
  const tree = markdown.parse(body)
  const findings = nestDivisions(tree)
  applyImageAttributes(tree, body)
  anchorHeadings(tree)
  return { tree, findings }
}

function divisions(this: Processor): void {
  const data = this.data()
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), divisionSyntax()]
  data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), divisionTree()]
}

const markdown = unified().use(remarkParse).use(remarkGfm).use(divisions).freeze()
