import { type TextNode, visibleText } from './visible-text.ts'

/** A heading with the blocks below it, and the sections of the headings below it in turn. */
export type Section = {
  /** Titles from the outermost heading to this one; the lesson's own title is left out. */
  readonly path: readonly string[]
  /** Of the heading; empty before the first heading. */
  readonly anchor: string
  /** What a reader sees, the heading first; no block is empty. */
  readonly blocks: readonly string[]
  readonly children: readonly Section[]
}

type OpenSection = {
  readonly depth: number
  readonly title: string
  readonly anchor: string
  readonly blocks: string[]
  readonly children: OpenSection[]
}

/** A lesson's text as the tree that its headings make; the root holds what stands before the first heading. */
export const sectionTree = (tree: TextNode, title: string): Section => {
  const root: OpenSection = { depth: 0, title: '', anchor: '', blocks: [], children: [] }
  const open = [root]
  for (const { node, text } of blocksOf(tree)) {
    if (node.type === 'heading') {
      const depth = depthOf(node)
      while (open.length > 1 && (open.at(-1)?.depth ?? 0) >= depth) open.pop()
      const section = { depth, title: text, anchor: anchorOf(node), blocks: [], children: [] }
      open.at(-1)?.children.push(section)
      open.push(section)
    }
    if (text !== '') open.at(-1)?.blocks.push(text)
  }
  return closed(root, [], title)
}

const closed = (section: OpenSection, above: readonly string[], title: string): Section => {
  const named = section.title !== '' && section.title !== title
  const path = named ? [...above, section.title] : above
  return {
    path,
    anchor: section.anchor,
    blocks: section.blocks,
    children: section.children.map((child) => closed(child, path, title)),
  }
}

type Block = { readonly node: TextNode; readonly text: string }

/** The blocks of a tree in reading order, those of fenced sections among them; a quiz's choices go with their question. */
const blocksOf = (node: TextNode): readonly Block[] => {
  const blocks = (node.children ?? []).flatMap((child) =>
    child.type === 'section' ? blocksOf(child) : [{ node: child, text: visibleText(child).trim() }],
  )
  return isQuiz(node) ? withChoices(blocks) : blocks
}

const isQuiz = (node: TextNode): boolean => 'name' in node && node.name === 'quiz'

const withChoices = (blocks: readonly Block[]): readonly Block[] => {
  const questions: Block[] = []
  for (const block of blocks) {
    const question = questions.at(-1)
    if (block.node.type === 'list' && question?.node.type === 'paragraph')
      questions[questions.length - 1] = { ...question, text: `${question.text}\n${block.text}` }
    else questions.push(block)
  }
  return questions
}

const depthOf = (node: TextNode): number =>
  'depth' in node && typeof node.depth === 'number' ? node.depth : 1

const anchorOf = (node: TextNode): string => {
  const data =
    'data' in node ? (node.data as { hProperties?: { id?: unknown } } | undefined) : undefined
  const id = data?.hProperties?.id
  return typeof id === 'string' ? id : ''
}
