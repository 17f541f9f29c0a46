import type { Extension } from 'mdast-util-from-markdown'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { type Processor, unified } from 'unified'
import { divisions } from './reference-tree.ts'

/** Where the URL of a link, a picture or a definition stands in a body; addresses that are links by themselves have none. */
export type Destination = {
  /** As Markdown reads it: escapes and entities decoded. */
  readonly url: string
  /** 0-based offsets of what is written, without angle brackets. */
  readonly start: number
  readonly end: number
  /** Whether it stands between angle brackets. */
  readonly bracketed: boolean
}

/** Every written URL of a body in the order of the text, by the reference parser. Slow: for texts that are to be edited. */
export const destinationsOf = (body: string): readonly Destination[] => {
  const found: Destination[] = []
  function noted(this: Processor): void {
    const data = this.data()
    data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), noteIn(found, body)]
  }
  unified().use(remarkParse).use(remarkGfm).use(divisions).use(noted).parse(body)
  return found.toSorted((a, b) => a.start - b.start)
}

const noteIn = (found: Destination[], body: string): Extension => {
  const note: NonNullable<Extension['exit']>[string] = function (token) {
    const node = this.stack.at(-1)
    if (node === undefined || !('url' in node)) return
    const bracketed = body[token.start.offset] === '<'
    const inset = bracketed ? 1 : 0
    found.push({
      url: node.url,
      start: token.start.offset + inset,
      end: token.end.offset - inset,
      bracketed,
    })
  }
  return { exit: { resourceDestination: note, definitionDestination: note } }
}
