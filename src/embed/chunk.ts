import { sha256 } from '../identifier.ts'
import type { Lesson } from '../lesson/lesson.ts'
import { splitText } from './split-text.ts'
import { countTokens } from './tokens.ts'
import { type TextNode, visibleText } from './visible-text.ts'

/** A slice of a lesson that is embedded and found on its own. */
export type Chunk = {
  /** Position in the lesson, from 1. */
  readonly number: number
  /** Of the heading the chunk begins under; empty before the first heading. */
  readonly anchor: string
  /** Titles from the outermost heading to the chunk's own, joined with ` › `; a heading that repeats the lesson's title is left out. */
  readonly heading: string
  /** What is shown and searched, headings included. */
  readonly text: string
  /** The exact text sent to the model: title, heading path, text. */
  readonly input: string
  /** SHA-256 of `input`. */
  readonly inputDigest: string
  /** Of `input`, in cl100k_base; at most 1,000. */
  readonly tokens: number
}

/** Changes whenever equal lessons would give other chunks. */
export const chunkerVersion = 'c1'

/** What chunks are made from. */
export type ChunkSource = {
  readonly title: string
  readonly lesson: Pick<Lesson, 'tree'>
  /** BCP 47; decides where sentences and words end. */
  readonly language: string
}

// In tokens. Sections are joined and long ones divided towards the target; one up to the limit stays whole.
// Limit, title and path together leave room for separators below the 1,000 a chunk may have.
const targetTokens = 400
const limitTokens = 750
const titleTokens = 60
const pathTokens = 120
const separatorTokens = 1

type Section = {
  readonly path: readonly string[]
  readonly anchor: string
  readonly blocks: string[]
}

type Part = Omit<Section, 'blocks'> & {
  /** Headings the text does not name itself. */
  readonly context: readonly string[]
  readonly text: string
  readonly tokens: number
}

/**
 * Cuts a lesson at its headings into chunks of about 400 and at most 1,000 tokens: small sections are joined with
 * those that follow, long ones are divided. Chunks without a letter or digit are left out. Deterministic.
 */
export const chunkLesson = (source: ChunkSource): readonly Chunk[] =>
  joinSmall(
    sectionsOf(source.lesson.tree, source.title).flatMap((section) =>
      partsOf(section, source.language),
    ),
  )
    .filter((part) => /[\p{L}\p{N}]/u.test(part.text))
    .map((part, index) => chunkOf(part, index + 1, source))

const sectionsOf = (tree: TextNode, title: string): readonly Section[] => {
  let ancestors: readonly { readonly depth: number; readonly title: string }[] = []
  const sections: Section[] = [{ path: [], anchor: '', blocks: [] }]
  for (const node of flowOf(tree)) {
    const text = visibleText(node).trim()
    if (node.type === 'heading') {
      const depth = depthOf(node)
      ancestors = [...ancestors.filter((above) => above.depth < depth), { depth, title: text }]
      const path = ancestors.map((heading) => heading.title)
      sections.push({
        path: path.filter((name) => name !== '' && name !== title),
        anchor: anchorOf(node),
        blocks: [],
      })
    }
    if (text !== '') sections.at(-1)?.blocks.push(text)
  }
  return sections.filter((section) => section.blocks.length > 0)
}

/** The blocks of a tree in reading order, those of fenced sections among them. */
const flowOf = (node: TextNode): readonly TextNode[] =>
  (node.children ?? []).flatMap((child) => (child.type === 'section' ? flowOf(child) : [child]))

const depthOf = (node: TextNode): number =>
  'depth' in node && typeof node.depth === 'number' ? node.depth : 1

const anchorOf = (node: TextNode): string => {
  const data =
    'data' in node ? (node.data as { hProperties?: { id?: unknown } } | undefined) : undefined
  const id = data?.hProperties?.id
  return typeof id === 'string' ? id : ''
}

const partsOf = ({ path, anchor, blocks }: Section, language: string): readonly Part[] => {
  const pieces = blocks
    .flatMap((block) => splitText(block, limitTokens, language))
    .map((text) => ({ text, tokens: countTokens(text) + separatorTokens }))
  const total = pieces.reduce((sum, piece) => sum + piece.tokens, 0)
  const parts: Part[] = pieces.map((piece, index) => {
    const namesItself = index === 0 && piece.text === path.at(-1)
    return { path, anchor, context: namesItself ? path.slice(0, -1) : path, ...piece }
  })
  return join(parts, total <= limitTokens ? limitTokens : targetTokens)
}

const joinSmall = (parts: readonly Part[]): readonly Part[] => join(parts, targetTokens)

const join = (parts: readonly Part[], limit: number): readonly Part[] => {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (last !== undefined && last.tokens + part.tokens <= limit) {
      const text = `${last.text}\n\n${part.text}`
      joined[joined.length - 1] = { ...last, text, tokens: last.tokens + part.tokens }
    } else {
      joined.push(part)
    }
  }
  return joined
}

const chunkOf = (part: Part, number: number, { title, language }: ChunkSource): Chunk => {
  const clip = (text: string, limit: number): string => splitText(text, limit, language)[0] ?? ''
  const context = [clip(title, titleTokens), clip(part.context.join(' › '), pathTokens)]
  const input = `${context.filter((line) => line !== '').join('\n')}\n\n${part.text}`.trim()
  return {
    number,
    anchor: part.anchor,
    heading: part.path.join(' › '),
    text: part.text,
    input,
    inputDigest: sha256(input),
    tokens: countTokens(input),
  }
}
