import { editBytes, type TextEdit } from '../authoring/edit-text.ts'
import type { LessonShape } from '../lesson/lesson.ts'
import { fieldEdits } from './field-edits.ts'
import {
  type Code,
  codesOf,
  isEmphasis,
  readingOfPieces,
  type Span,
  type TargetPiece,
  type Targets,
  type Unit,
} from './unit.ts'
import { type Translatable, unitsOf } from './units-of.ts'
import { type Manner, writeTarget, writtenPieces } from './write-target.ts'

/** What is to be looked at in a unit that was translated. */
export type Remark = { readonly unit: Unit; readonly message: string }

/** A source with translated units in the place of its own. */
export type TranslatedText = { readonly bytes: Uint8Array; readonly remarks: readonly Remark[] }

const sterner: Readonly<Record<Manner, Manner>> = {
  given: 'escaped',
  escaped: 'unstressed',
  unstressed: 'source',
  source: 'source',
}

/**
 * Puts translations in the place of a source's units; all other bytes stay. What was written is read again: where words
 * of a translation read as markup, they are escaped, and where even then a unit does not say what it should, its source stays.
 */
export const translateText = (
  source: Uint8Array,
  { text, units }: Translatable,
  targets: Targets,
  shape: LessonShape,
): TranslatedText => {
  const translated = units.filter(({ id }) => targets.has(id))
  const manners = new Map<string, Manner>()
  const pieces = (unit: Unit) =>
    writeTarget(unit, targets.get(unit.id) ?? [], manners.get(unit.id) ?? 'given')
  // Ends, since each round makes the manner of at least one unit sterner.
  for (;;) {
    const bytes = editBytes(source, [
      ...fieldEdits(text, translated, (unit) => writtenPieces(pieces(unit))),
      ...translated.flatMap((unit) => blockEdit(unit, text, writtenPieces(pieces(unit)))),
    ])
    const again = unitsOf(bytes, shape)?.units ?? []
    const found = new Map(again.map((unit) => [unit.id, readingOfPieces(unit.pieces)]))
    const wrong = translated.filter(
      (unit) =>
        manners.get(unit.id) !== 'source' &&
        found.get(unit.id) !== readingOfPieces(wanted(unit, targets, manners.get(unit.id))),
    )
    if (wrong.length === 0) {
      return {
        bytes,
        remarks: translated.flatMap((unit) =>
          remarksOn(unit, targets.get(unit.id) ?? [], manners.get(unit.id)),
        ),
      }
    }
    // Where one unit has become two, all that follow are off by one.
    const isShifted = again.length !== units.length
    for (const { id } of isShifted ? wrong.slice(0, 1) : wrong) {
      manners.set(id, sterner[manners.get(id) ?? 'given'])
    }
  }
}

/** The pieces that a translation is to be read as: its words as they are given. */
const wanted = (unit: Unit, targets: Targets, manner: Manner = 'given') => {
  const target = targets.get(unit.id) ?? []
  return writeTarget(unit, manner === 'unstressed' ? unstressed(unit, target) : target, 'given')
}

const unstressed = (unit: Unit, target: readonly TargetPiece[]): readonly TargetPiece[] => {
  const spans = new Map(codesOf(unit.pieces).map((code) => [code.id, code]))
  const flat = (piece: TargetPiece): readonly TargetPiece[] => {
    if (piece.kind !== 'span') return [piece]
    const span = spans.get(piece.id)
    const pieces = piece.pieces.flatMap(flat)
    return span?.kind === 'span' && isEmphasis(span) ? pieces : [{ ...piece, pieces }]
  }
  return target.flatMap(flat)
}

/** What is written as it was keeps the ends of its lines too. */
const blockEdit = ({ place }: Unit, source: string, written: string): readonly TextEdit[] =>
  place.kind === 'field' || source.slice(place.start, place.end) === written
    ? []
    : [{ start: place.start, end: place.end, text: written }]

const remarksOn = (
  unit: Unit,
  target: readonly TargetPiece[],
  manner: Manner = 'given',
): readonly Remark[] => {
  if (manner === 'source') {
    return [{ unit, message: 'cannot be written in its place; the source’s words stay' }]
  }
  const used = new Set(idsIn(target))
  const lost = codesOf(unit.pieces).filter((code) => isNeeded(code) && !used.has(code.id))
  return [
    ...(manner === 'unstressed'
      ? [{ unit, message: 'its emphasis is left out, since Markdown knows none there' }]
      : []),
    ...lost.map((code) => ({ unit, message: `lacks ${shown(code)} of the source` })),
  ]
}

const idsIn = (pieces: readonly TargetPiece[]): readonly string[] =>
  pieces.flatMap((piece): readonly string[] => {
    if (piece.kind === 'words') return []
    return piece.kind === 'span' ? [piece.id, ...idsIn(piece.pieces)] : [piece.id]
  })

const isNeeded = (code: Code | Span): boolean =>
  code.kind === 'span' ? !isEmphasis(code) : !code.isEscape && code.id !== 'anchor'

const shown = (code: Code | Span): string =>
  code.kind === 'code' ? code.data.trim() : `${code.opening}…${code.closing}`
