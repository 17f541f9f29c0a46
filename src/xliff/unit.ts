/** A piece of what stands in one paragraph, heading, cell or field. */
export type Piece = Words | LineEnd | Code | Span

/** Words as they are written, in which nothing has a meaning to Markdown. */
export type Words = { readonly kind: 'words'; readonly text: string }

/** The end of a line within a paragraph, with what the next one begins with, such as a quote's `> `. */
export type LineEnd = { readonly kind: 'line-end'; readonly data: string }

/** What stays as it is wherever the translation puts it: code, an address, an escaped character. */
export type Code = {
  readonly kind: 'code'
  /** Counts from 1 in its unit, together with those of spans. */
  readonly id: string
  readonly data: string
  /** What readers see of it; empty for a footnote's mark, HTML and the like. */
  readonly reads: string
  /** Whether it stands for one character that Markdown would else read as markup. */
  readonly isEscape: boolean
}

/** Pieces between two codes: emphasis, a link's words, the alternative text of a picture. */
export type Span = {
  readonly kind: 'span'
  readonly id: string
  readonly opening: string
  readonly closing: string
  /** The quote that ends it, where its words are a value of `{alt='…'}`; null in Markdown. */
  readonly quote: string | null
  readonly pieces: readonly Piece[]
}

/** What a translator translates as one: a field of the front matter, or a block of the body. */
export type Unit = {
  /** The same for the same source: `title`, `objectives.1`, `u12`. */
  readonly id: string
  /** Anchor of the section that it stands in; empty before the first heading. */
  readonly anchor: string
  readonly place:
    | { readonly kind: 'field'; readonly pointer: string }
    | {
        readonly kind: 'block'
        /** A `title` stands behind the colons that open a division. */
        readonly type: 'paragraph' | 'heading' | 'tableCell' | 'title'
        /** 0-based offsets in the file's text. */
        readonly start: number
        readonly end: number
      }
  readonly pieces: readonly Piece[]
}

/** The codes and spans of pieces, in the order of the text. */
export const codesOf = (pieces: readonly Piece[]): readonly (Code | Span)[] =>
  pieces.flatMap((piece): readonly (Code | Span)[] => {
    if (piece.kind === 'code') return [piece]
    return piece.kind === 'span' ? [piece, ...codesOf(piece.pieces)] : []
  })

/**
 * What pieces say, however it is written: escaped characters are what they stand for, white space is even and
 * outside of spans, and a code is its data. Two units that read alike mean the same.
 */
export const readingOfPieces = (pieces: readonly Piece[]): string =>
  pieces.map(readingOfPiece).join('').replace(/\s+/g, ' ').trim()

const readingOfPiece = (piece: Piece): string => {
  switch (piece.kind) {
    case 'words':
      return piece.text
    case 'line-end':
      return ' '
    case 'code':
      // A bare address says itself.
      return piece.isEscape || piece.reads === piece.data ? piece.reads : `\0${piece.data}\0`
    case 'span': {
      const inner = piece.pieces.map(readingOfPiece).join('')
      const [, before = '', words = '', behind = ''] = /^(\s*)(.*?)(\s*)$/s.exec(inner) ?? []
      return `${before}\0${piece.opening}\u0001${words}\u0002${piece.closing}\0${behind}`
    }
  }
}

/** What stands for a piece of a unit in its translation: words, or a code or span of the unit by its id. */
export type TargetPiece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'code'; readonly id: string }
  | { readonly kind: 'span'; readonly id: string; readonly pieces: readonly TargetPiece[] }

/** Translations by the ids of their units. */
export type Targets = ReadonlyMap<string, readonly TargetPiece[]>

/** Whether a span only stresses its words, and leads nowhere. */
export const isEmphasis = ({ opening }: Span): boolean => /^[*_~]+$/.test(opening)
