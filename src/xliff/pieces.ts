import type { Image, ImageReference, Nodes, PhrasingContent } from 'mdast'
import { attributesBehind } from '../lesson/image-attributes.ts'
import { textOf } from '../lesson/text-of.ts'
import { cutWords, type RawPiece } from './cut-words.ts'
import type { Piece } from './unit.ts'

/** A part of a text, by 0-based offsets. */
export type Range = { readonly start: number; readonly end: number }

/**
 * The pieces of a block's inline nodes. Put together, they are all that is written from the first node's start to
 * the last one's end, so that words can be exchanged and every other character stays. Null where that is not known.
 * @param source what the offsets of the nodes count in
 */
export const piecesOf = (
  nodes: readonly PhrasingContent[],
  source: string,
): (Range & { readonly pieces: readonly Piece[] }) | null => {
  const range = rangeOf(nodes)
  if (range === null) return null
  const { read, end } = readNodes(nodes, source, range)
  return { start: range.start, end, pieces: numbered(read) }
}

/** Where the first of some nodes begins and the last ends; null where that is not known. */
export const rangeOf = (nodes: readonly Nodes[]): Range | null => {
  const start = nodes[0]?.position?.start.offset
  const end = nodes.at(-1)?.position?.end.offset
  return start === undefined || end === undefined ? null : { start, end }
}

type Read = { readonly read: readonly RawPiece[]; readonly end: number }

/** The end lies behind the range where attributes of a picture were taken out of the tree. */
const readNodes = (nodes: readonly PhrasingContent[], source: string, range: Range): Read => {
  const pieces: RawPiece[] = []
  let at = range.start
  const skipTo = (offset: number): void => {
    if (offset > at) addBetween(pieces, source.slice(at, offset))
    at = Math.max(at, offset)
  }
  for (const node of nodes) {
    const part = rangeOf([node])
    if (part === null || part.end <= at) continue
    // What attributes of a picture have taken already.
    const start = Math.max(part.start, at)
    skipTo(start)
    const { read, end } = readNode(node, source, { start, end: part.end })
    pieces.push(...read)
    at = end
  }
  skipTo(range.end)
  return { read: pieces, end: at }
}

/** What stands between two nodes, such as the indent of a line, belongs to what is before it. */
const addBetween = (pieces: RawPiece[], data: string): void => {
  const last = pieces.at(-1)
  if (last?.kind === 'line-end' || last?.kind === 'code') {
    pieces[pieces.length - 1] = { ...last, data: last.data + data }
  } else pieces.push({ kind: 'code', data, reads: '', isEscape: false })
}

const readNode = (node: PhrasingContent, source: string, part: Range): Read => {
  const written = source.slice(part.start, part.end)
  if (node.type === 'text') return { read: cutWords(written), end: part.end }
  if (node.type === 'image' || node.type === 'imageReference') return readImage(node, source, part)
  const inner = 'children' in node ? rangeOf(node.children) : null
  // An address that is a link by itself says what it says in every language.
  const isBare = node.type === 'link' && written.includes(node.url) && !written.startsWith('[')
  if (inner === null || isBare || !('children' in node)) {
    return {
      read: [{ kind: 'code', data: written, reads: textOf(node), isEscape: false }],
      end: part.end,
    }
  }
  const { read, end } = readNodes(node.children, source, inner)
  const span: RawPiece = {
    kind: 'span',
    opening: source.slice(part.start, inner.start),
    closing: source.slice(end, part.end),
    quote: null,
    pieces: read,
  }
  return { read: [span], end: part.end }
}

/** A picture is a span around its alternative text, wherever that is written. */
const readImage = (node: Image | ImageReference, source: string, part: Range): Read => {
  const attributes = attributesBehind(source, part.end)
  const end = attributes?.end ?? part.end
  const alt = attributes?.alt ?? altBetween(source, part)
  if (alt === null || alt.start === alt.end) {
    const data = source.slice(part.start, end)
    return { read: [{ kind: 'code', data, reads: node.alt ?? '', isEscape: false }], end }
  }
  const span: RawPiece = {
    kind: 'span',
    opening: source.slice(part.start, alt.start),
    closing: source.slice(alt.end, end),
    quote: attributes?.alt?.quote ?? null,
    pieces: cutWords(source.slice(alt.start, alt.end)),
  }
  return { read: [span], end }
}

/** What stands between the brackets of `![…]`. */
const altBetween = (source: string, { start, end }: Range): Range | null => {
  let depth = 0
  for (let at = start + 1; at < end; at += 1) {
    if (source[at] === '\\') at += 1
    else if (source[at] === '[') depth += 1
    else if (source[at] === ']') depth -= 1
    if (depth === 0) return { start: start + 2, end: at }
  }
  return null
}

/** Gives codes and spans their ids, in the order of the text. */
const numbered = (pieces: readonly RawPiece[]): readonly Piece[] => {
  let count = 0
  const number = (piece: RawPiece): Piece => {
    if (piece.kind === 'words' || piece.kind === 'line-end') return piece
    count += 1
    const id = String(count)
    return piece.kind === 'code'
      ? { ...piece, id }
      : { ...piece, id, pieces: piece.pieces.map(number) }
  }
  return pieces.map(number)
}
