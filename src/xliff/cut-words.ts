import { referenceTree } from '../lesson/reference-tree.ts'
import { textOf } from '../lesson/text-of.ts'
import type { Code, LineEnd, Span, Words } from './unit.ts'

/** A piece whose codes have no ids yet. */
export type RawPiece =
  | Words
  | LineEnd
  | Omit<Code, 'id'>
  | (Omit<Span, 'id' | 'pieces'> & { readonly pieces: readonly RawPiece[] })

// The end of a line with the indent or the quote marks of the next; an escaped character; a character reference.
const special =
  /([ \t]*\n[ \t>]*)|(\\[!-/:-@[-`{-~])|(&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});)/gi

/** Cuts a text in which no node of the tree begins into words, ends of lines, and what stands for another character. */
export const cutWords = (written: string): readonly RawPiece[] => {
  const pieces: RawPiece[] = []
  let at = 0
  const addWords = (end: number): void => {
    if (end > at) pieces.push({ kind: 'words', text: written.slice(at, end) })
  }
  for (const { 0: data, 1: lineEnd, 2: escaped, index } of written.matchAll(special)) {
    const reads = escaped?.slice(1) ?? (lineEnd === undefined ? referredTo(data) : '')
    // `&c;` is no character reference, but words.
    if (lineEnd === undefined && reads === data) continue
    addWords(index)
    pieces.push(
      lineEnd === undefined
        ? { kind: 'code', data, reads, isEscape: true }
        : { kind: 'line-end', data },
    )
    at = index + data.length
  }
  addWords(written.length)
  return pieces
}

/** The character that a reference such as `&nbsp;` stands for, by the reference parser; itself where there is none. */
const referredTo = (data: string): string => textOf(referenceTree(`.${data}.`)).slice(1, -1)
