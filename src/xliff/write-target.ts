import {
  type Code,
  codesOf,
  isEmphasis,
  type LineEnd,
  type Piece,
  type Span,
  type TargetPiece,
  type Unit,
} from './unit.ts'

/**
 * How a translation is written: as it is given; with whatever could be markup in its words escaped; without emphasis
 * too; or not at all, so that the source's words stay.
 */
export type Manner = 'given' | 'escaped' | 'unstressed' | 'source'

/** What is to stand in a unit's place. */
export const writeTarget = (
  unit: Unit,
  target: readonly TargetPiece[],
  manner: Manner,
): readonly Piece[] => {
  if (manner === 'source') return unit.pieces
  const codes = new Map(codesOf(unit.pieces).map((code) => [code.id, code]))
  const writer = { unit, codes, manner, ends: lineEndsOf(unit.pieces), used: 0, quote: null }
  const pieces = target.flatMap((piece) => write(writer, piece))
  const anchor = codes.get('anchor')
  const isKept = target.some((piece) => piece.kind === 'code' && piece.id === 'anchor')
  return anchor === undefined || isKept ? pieces : [...pieces, anchor]
}

/** The text of pieces as it stands in a file. */
export const writtenPieces = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) => {
      if (piece.kind === 'words') return piece.text
      return piece.kind === 'span'
        ? piece.opening + writtenPieces(piece.pieces) + piece.closing
        : piece.data
    })
    .join('')

type Writer = {
  readonly unit: Unit
  readonly codes: ReadonlyMap<string, Code | Span>
  readonly manner: Manner
  /** Ends of lines of the source: the first of the translation is written as its first. */
  readonly ends: readonly LineEnd[]
  used: number
  /** Quote of the attribute that is being written. */
  readonly quote: string | null
}

const lineEndsOf = (pieces: readonly Piece[]): readonly LineEnd[] =>
  pieces.flatMap((piece): readonly LineEnd[] => {
    if (piece.kind === 'line-end') return [piece]
    return piece.kind === 'span' ? lineEndsOf(piece.pieces) : []
  })

const write = (writer: Writer, piece: TargetPiece): readonly Piece[] => {
  if (piece.kind === 'words') return writeWords(writer, piece.text)
  const code = writer.codes.get(piece.id)
  if (code === undefined) return []
  if (piece.kind !== 'span' || code.kind !== 'span') return [code]
  const inner = { ...writer, quote: code.quote }
  const pieces = piece.pieces.flatMap((each) => write(inner, each))
  writer.used = inner.used
  if (writer.manner === 'given') return [{ ...code, pieces }]
  if (writer.manner === 'unstressed' && isEmphasis(code)) return pieces
  return withoutOuterSpace(code, pieces)
}

/** Emphasis that begins or ends with a space is none to Markdown, so that space goes before and behind it. */
const withoutOuterSpace = (span: Span, pieces: readonly Piece[]): readonly Piece[] => {
  const [first, last] = [pieces[0], pieces.at(-1)]
  const before = first?.kind === 'words' ? (/^\s+/.exec(first.text)?.[0] ?? '') : ''
  const behind = last?.kind === 'words' ? (/\s+$/.exec(last.text)?.[0] ?? '') : ''
  const inner = pieces.map((piece): Piece => {
    if (piece.kind !== 'words') return piece
    const start = piece === first ? before.length : 0
    const end = piece === last ? piece.text.length - behind.length : piece.text.length
    return { ...piece, text: piece.text.slice(start, end) }
  })
  const space = (text: string): readonly Piece[] => (text === '' ? [] : [{ kind: 'words', text }])
  return [...space(before), { ...span, pieces: inner }, ...space(behind)]
}

const writeWords = (writer: Writer, text: string): readonly Piece[] => {
  if (writer.unit.place.kind === 'field') return [{ kind: 'words', text }]
  return text.split('\n').flatMap((line, index): readonly Piece[] => {
    const isFirst = index === 0 && writer.used === 0
    const words: Piece = { kind: 'words', text: escaped(writer, line, isFirst || index > 0) }
    if (index === 0) return [words]
    const end = writer.ends[writer.used] ?? writer.ends.at(-1)
    writer.used += 1
    return [end ?? { kind: 'words', text: ' ' }, words]
  })
}

// What begins emphasis, code, links, HTML, references and cells anywhere, and what begins a block at a line's start.
const markup = /[\\`*_[\]<&~|]/g
const blockStart = /^(\s*)(?:(\d{1,9})([.)])(?=\s|$)|([#>+=:-]))/

const escaped = ({ manner, quote }: Writer, line: string, isLineStart: boolean): string => {
  if (quote !== null) return line.replaceAll(quote, `\\${quote}`)
  if (manner === 'given') return line
  const inline = line.replace(markup, '\\$&')
  return isLineStart
    ? inline.replace(
        blockStart,
        (_, space: string, number?: string, dot?: string, mark?: string) =>
          mark === undefined ? `${space}${number}\\${dot}` : `${space}\\${mark}`,
      )
    : inline
}
