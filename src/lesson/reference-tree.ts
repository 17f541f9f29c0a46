import type { Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { type Processor, unified } from 'unified'
import { divisionSyntax, divisionTree } from './division-syntax.ts'

/** Parses Markdown by the reference: CommonMark with GitHub's extensions and our lines of colons as `divisionFence` nodes. */
export const referenceTree = (body: string): Root => markdown.parse(body)

/** A processor's plug-in for lines of colons. */
export function divisions(this: Processor): void {
  const data = this.data()
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), divisionSyntax()]
  data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), divisionTree()]
}

const markdown = unified().use(remarkParse).use(remarkGfm).use(divisions).freeze()
