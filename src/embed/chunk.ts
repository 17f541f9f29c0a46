import { sha256 } from '../identifier.ts'
import type { Lesson } from '../lesson/lesson.ts'
import { type Section, sectionTree } from './sections.ts'
import { splitText } from './split-text.ts'
import { countTokens } from './tokens.ts'

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
export const chunkerVersion = 'c2'

/** What chunks are made from. */
export type ChunkSource = {
  readonly title: string
  readonly lesson: Pick<Lesson, 'tree'>
  /** BCP 47; decides where sentences and words end. */
  readonly language: string
}

// In tokens. A section is joined with those below it, and a long one divided, towards the target; one up to the limit
// stays whole. Limit, title and path together leave room for separators below the 1,000 a chunk may have.
const targetTokens = 400
const limitTokens = 750
const titleTokens = 60
const pathTokens = 120
const separatorTokens = 1

type Part = Pick<Section, 'path' | 'anchor'> & {
  /** Headings the text does not name itself. */
  readonly context: readonly string[]
  readonly text: string
  readonly tokens: number
}

/**
 * Cuts a lesson at its headings into chunks of about 400 and at most 1,000 tokens. A section that is short with all
 * below it is one chunk; else its own text is one, or several where it is long, and so on below it. Nothing is joined
 * across, so a change in one section changes the chunks of that section. Chunks without a letter or digit are left out.
 * Deterministic.
 */
export const chunkLesson = (source: ChunkSource): readonly Chunk[] =>
  partsOf(sectionTree(source.lesson.tree, source.title), source.language)
    .filter((part) => /[\p{L}\p{N}]/u.test(part.text))
    .map((part, index) => chunkOf(part, index + 1, source))

const partsOf = (section: Section, language: string): readonly Part[] => {
  const own = ownParts(section, language)
  const below = section.children.flatMap((child) => partsOf(child, language))
  const all = [...own, ...below]
  if (sumOf(all) <= targetTokens) return join(all, targetTokens)
  const [first, ...others] = below
  // A heading with nothing of its own says nothing alone.
  const bare = section.blocks.length === 1 && section.path.at(-1) === section.blocks[0]
  return bare && first !== undefined ? [...underHeading(own, first), ...others] : all
}

/** A heading put before the first text below it, whose place it does not change. */
const underHeading = (own: readonly Part[], first: Part): readonly Part[] => {
  const [heading] = own
  const [joined, ...rest] = join([...own, first], limitTokens)
  if (heading === undefined || joined === undefined || rest.length > 0) return [...own, first]
  return [{ ...joined, path: first.path, anchor: first.anchor }]
}

const ownParts = ({ path, anchor, blocks }: Section, language: string): readonly Part[] => {
  const pieces = blocks
    .flatMap((block) => splitText(block, limitTokens, language))
    .map((text) => ({ text, tokens: countTokens(text) + separatorTokens }))
  const parts: Part[] = pieces.map((piece, index) => {
    const namesItself = index === 0 && piece.text === path.at(-1)
    return { path, anchor, context: namesItself ? path.slice(0, -1) : path, ...piece }
  })
  return join(parts, sumOf(parts) <= limitTokens ? limitTokens : targetTokens)
}

const sumOf = (parts: readonly Part[]): number => parts.reduce((sum, { tokens }) => sum + tokens, 0)

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
