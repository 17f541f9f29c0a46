import type { Diagnostic } from '../diagnostic.ts'
import type { Screen } from './screen.ts'
import { type Cell, cellsOf } from './text-cells.ts'

const indent = '    '
// Less than this of a line tells nothing.
const fewestColumns = 20

/**
 * A line of a file under its number, and a caret under the column: two lines of text, no wider than the screen.
 * A long line is cut on both sides of the column.
 */
export const codeFrame = (
  { line, column }: Pick<Diagnostic, 'line' | 'column'>,
  text: string,
  { columns, paint }: Screen,
): readonly string[] => {
  const number = `${line}`
  const room = Math.max(columns - indent.length - number.length - ' | '.length, fewestColumns)
  const { shown, before } = windowOf(text, column - 1, room)
  const rule = paint('dim', '|')
  return [
    `${indent}${paint('dim', number)} ${rule} ${shown}`.trimEnd(),
    `${indent}${' '.repeat(number.length)} ${rule} ${' '.repeat(before)}${paint('red', '^')}`,
  ]
}

type Window = {
  readonly shown: string
  /** Columns before the one that is meant. */
  readonly before: number
}

/** As much of a line around an offset as fits into so many columns. */
const windowOf = (text: string, offset: number, room: number): Window => {
  const [from, to] = [boundary(text, offset - 4 * room), boundary(text, offset + 4 * room)]
  const cells = cellsOf(text.slice(from, to))
  const found = cells.findLastIndex(({ at }) => at <= offset - from)
  const isPast = offset >= text.length
  const caret = isPast ? cells.length : Math.max(found, 0)
  const whole = from === 0 && to === text.length
  const all = widthOf(cells) + (isPast ? 1 : 0)
  const [first, end] = whole && all <= room ? [0, cells.length] : around(cells, caret, room - 2)
  const cutBefore = first > 0 || from > 0 ? '…' : ''
  const cutAfter = end < cells.length || to < text.length ? '…' : ''
  const shown = cells.slice(first, end)
  return {
    shown: `${cutBefore}${shown.map((cell) => cell.text).join('')}${cutAfter}`,
    before: cutBefore.length + widthOf(cells.slice(first, caret)),
  }
}

/** The cells to show: half of the room lies behind the caret, or less where the line ends before that. */
const around = (
  cells: readonly Cell[],
  caret: number,
  room: number,
): readonly [first: number, end: number] => {
  const before = cells.slice(0, caret).toReversed()
  const after = cells.slice(caret)
  // Past the end of the line the caret takes a column of its own.
  const behind = Math.min(Math.ceil(room / 2), Math.max(widthOf(after), 1))
  const count = fitting(before, room - behind)
  const left = room - widthOf(before.slice(0, count))
  return [caret - count, caret + fitting(after, left)]
}

/** How many cells fit into so many columns. */
const fitting = (cells: readonly Cell[], room: number): number => {
  let left = room
  const first = cells.findIndex(({ width }) => {
    left -= width
    return left < 0
  })
  return first === -1 ? cells.length : first
}

const widthOf = (cells: readonly Cell[]): number => cells.reduce((sum, { width }) => sum + width, 0)

/** An offset within the text that parts no pair of surrogates. */
const boundary = (text: string, offset: number): number => {
  const within = Math.min(Math.max(offset, 0), text.length)
  return /[\udc00-\udfff]/.test(text.charAt(within)) ? within - 1 : within
}
