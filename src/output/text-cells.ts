import { madeOnce } from '../made-once.ts'
import { escaped } from './printable.ts'

/** A piece of a line as it is shown, and how many columns of a terminal it takes. */
export type Cell = { readonly text: string; readonly width: number; readonly at: number }

// Whatever a terminal would obey, and all that turns the direction of writing, Arabic's plain marks included: under
// a line a caret stands, which must not be moved.
const unsafe = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\ufffe\uffff]/gu

// East Asian Wide and Fullwidth of https://www.unicode.org/reports/tr11/, by blocks.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u
// One picture, of however many code points.
const picture = /^(?:\p{Emoji_Presentation}|.\ufe0f)/u
// What joins the character before it; the second half of a Hangul syllable too. Spacing marks do take a column.
const joined = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u

// A character that takes no room has none before it to stand on, or is not meant to be seen.
const roomless = /^[\p{M}\p{Cf}]/u

const plain = /^[\t\u0020-\u007e]*$/
const tab = '    '

// Of the accents that one letter can carry, more than any language or picture needs.
const mostCodePoints = 12

const graphemes = madeOnce(() => new Intl.Segmenter('en', { granularity: 'grapheme' }))

/** A line, or part of one, as cells; `at` is a cell's offset in it, in UTF-16 code units. */
export const cellsOf = (text: string): readonly Cell[] =>
  plain.test(text)
    ? [...text].map((character, at) => cell(character === '\t' ? tab : character, at))
    : [...graphemes().segment(text)].map(({ segment, index }) => cellOf(segment, index))

const cell = (text: string, at: number, width = text.length): Cell => ({ text, width, at })

const cellOf = (grapheme: string, at: number): Cell => {
  if (grapheme === '\t') return cell(tab, at)
  const points = [...grapheme.toWellFormed()]
  const shown = points.slice(0, mostCodePoints).join('')
  if (roomless.test(shown)) return cell(escapedPoint(points[0] ?? ''), at)
  const safe = shown.replaceAll(unsafe, escapedPoint)
  if (safe !== shown) return cell(safe, at)
  return cell(shown, at, picture.test(shown) ? 2 : widthOf(shown))
}

const widthOf = (shown: string): number => {
  let width = 0
  for (const point of shown) {
    if (wide.test(point)) width += 2
    else if (!joined.test(point)) width += 1
  }
  return width
}

const escapedPoint = (point: string): string => point.split('').map(escaped).join('')
