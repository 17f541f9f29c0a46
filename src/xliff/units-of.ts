import type { Nodes, Paragraph, Parents } from 'mdast'
import { anchorOf } from '../lesson/anchors.ts'
import { decodeText } from '../lesson/decode-text.ts'
import { readFrontMatter } from '../lesson/front-matter.ts'
import type { LessonShape } from '../lesson/lesson.ts'
import { understood } from '../lesson/parse-markdown.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import { referenceTree } from '../lesson/reference-tree.ts'
import { textOf } from '../lesson/text-of.ts'
import { yamlScalars } from '../lesson/yaml-scalars.ts'
import { frontMatterOf } from './field-edits.ts'
import { piecesOf, type Range, rangeOf } from './pieces.ts'
import type { Piece, Unit } from './unit.ts'

/** A lesson's text and what of it is to be translated. */
export type Translatable = { readonly text: string; readonly units: readonly Unit[] }

/** Keys of the front matter that a translator translates. */
export const translatedFields = ['title', 'description', 'objectives'] as const

/**
 * What of a lesson is translated, in the order of the text: fields of the front matter and, by the reference parser, each
 * paragraph, heading and cell, alternative texts included. Blocks of code and HTML are not. Null where the file cannot be read.
 */
export const unitsOf = (bytes: Uint8Array, shape: LessonShape): Translatable | null => {
  const { text } = decodeText(bytes)
  if (text === null || readLesson(bytes, shape).lesson === null) return null
  const { body } = readFrontMatter(text)
  // Both end alike; the front matter's lines are empty in the body.
  const shift = text.length - body.length
  const units = [...fieldUnits(text, shape), ...bodyUnits(body, shift)]
  return { text, units: units.filter(({ pieces }) => pieces.some(saysSomething)) }
}

const saysSomething = (piece: Piece): boolean => {
  if (piece.kind === 'span') return piece.pieces.some(saysSomething)
  return piece.kind === 'words' && /[\p{L}\p{N}]/u.test(piece.text)
}

const fieldUnits = (text: string, { fields }: LessonShape): readonly Unit[] => {
  const keys = new Map(translatedFields.map((field) => [fields[field], field]))
  return yamlScalars(frontMatterOf(text)).flatMap(({ pointer, value }): readonly Unit[] => {
    const [, key = '', index, ...more] = pointer.split('/')
    const field = keys.get(key)
    if (field === undefined || more.length > 0) return []
    const id = index === undefined ? field : `${field}.${Number(index) + 1}`
    const pieces = [{ kind: 'words', text: value } as const]
    return [{ id, anchor: '', place: { kind: 'field', pointer }, pieces }]
  })
}

type BlockType = Extract<Unit['place'], { readonly kind: 'block' }>['type']

const bodyUnits = (body: string, shift: number): readonly Unit[] => {
  const units: Unit[] = []
  let anchor = ''
  const add = (type: BlockType, { start, end }: Range, pieces: readonly Piece[]): void => {
    const place = { kind: 'block', type, start: start + shift, end: end + shift } as const
    units.push({ id: `u${units.length + 1}`, anchor, place, pieces: withAnchor(pieces, type) })
  }
  // Words behind the colons of a division, which the tree holds as a paragraph of its own.
  const addTitle = (node: Paragraph): void => {
    const line = rangeOf([node])
    const title = textOf(node)
    const at = line === null ? -1 : body.slice(line.start, line.end).lastIndexOf(title)
    if (line === null || title === '' || at === -1) return
    const start = line.start + at
    add('title', { start, end: start + title.length }, [{ kind: 'words', text: title }])
  }
  const visit = (node: Nodes, parent: Parents): void => {
    if (node.type === 'heading' && (parent.type === 'root' || parent.type === 'section')) {
      anchor = anchorOf(node)
    }
    if (node.type === 'heading' || node.type === 'paragraph' || node.type === 'tableCell') {
      const found = piecesOf(node.children, body)
      if (found !== null) add(node.type, found, found.pieces)
      else if (node.type === 'paragraph') addTitle(node)
    } else if ('children' in node) {
      for (const child of node.children) visit(child, node)
    }
  }
  const { tree } = understood(referenceTree(body), body)
  for (const child of tree.children) visit(child, tree)
  return units
}

const anchorBehind = /[ \t]*\{#[A-Za-z][\w.:-]*\}[ \t]*$/

/** In a heading, an anchor written behind the words is none of them. */
const withAnchor = (pieces: readonly Piece[], type: string): readonly Piece[] => {
  const last = pieces.at(-1)
  if (type !== 'heading' || last?.kind !== 'words') return pieces
  const [data] = anchorBehind.exec(last.text) ?? []
  if (data === undefined) return pieces
  const words = last.text.slice(0, -data.length)
  return [
    ...pieces.slice(0, -1),
    ...(words === '' ? [] : [{ kind: 'words', text: words } as const]),
    { kind: 'code', id: 'anchor', data, reads: '', isEscape: false },
  ]
}
