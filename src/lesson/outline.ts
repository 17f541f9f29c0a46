import { hash } from 'node:crypto'
import type { Root, RootContent } from 'mdast'
import { anchorOf } from './anchors.ts'
import { countWords } from './count-words.ts'
import type { Section } from './lesson.ts'
import { addSourceTexts } from './source-text.ts'
import { evenText, textOf } from './text-of.ts'

/**
 * A tree's sections in the order of the text: one for each heading that stands in no list or quote, with
 * what follows up to the next. What stands before the first heading is a section of depth 0, if there is anything.
 */
export const outlineOf = (tree: Root): readonly Section[] =>
  sectionParts(tree).map(({ heading, texts }) => ({
    depth: heading?.depth ?? 0,
    title: heading === null ? '' : evenText(textOf(heading)).trim(),
    anchor: heading === null ? '' : anchorOf(heading),
    digest: sectionDigest(texts),
    words: texts.reduce((sum, text) => sum + countWords(text), 0),
  }))

/** The first line of each of a tree's sections, 1-based, in the order of its outline. */
export const sectionStarts = (tree: Root): readonly number[] =>
  sectionParts(tree).map(({ heading }) => (heading ?? tree.children[0])?.position?.start.line ?? 1)

const sectionParts = (tree: Root): readonly Part[] =>
  partsOf(tree.children).filter(({ heading, texts }) => heading !== null || texts.length > 0)

/** The depths of a text's sections, one digit each, such as `0122`: equal for texts that are built alike. */
export const depthsOf = (outline: readonly Pick<Section, 'depth'>[]): string =>
  outline.map(({ depth }) => depth).join('')

// There are ten in a lesson, so they are kept short; 132 bits tell the sections of one lesson apart.
const sectionDigest = (texts: readonly string[]): string =>
  hash('sha256', JSON.stringify(texts), 'base64url').slice(0, 22)

type Heading = Extract<RootContent, { type: 'heading' }>
type Part = { readonly heading: Heading | null; readonly texts: string[] }

const partsOf = (nodes: readonly RootContent[]): readonly Part[] => {
  let part: Part = { heading: null, texts: [] }
  const parts = [part]
  const add = (node: RootContent): void => {
    if (node.type === 'section') {
      for (const child of node.children) add(child)
      return
    }
    if (node.type === 'heading') {
      part = { heading: node, texts: [] }
      parts.push(part)
    }
    addSourceTexts(node, part.texts)
  }
  for (const node of nodes) add(node)
  return parts
}
