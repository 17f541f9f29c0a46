import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeFrame } from '../../src/output/code-frame.ts'
import { noScreen } from '../../src/output/screen.ts'

const frameAt = (text: string, column: number, columns = 100): readonly string[] =>
  codeFrame({ line: 7, column }, text, { ...noScreen, columns })

describe('a code frame', () => {
  it.each([
    ['the first column', 'Sit still.', 1, 'Sit still.', 0],
    ['a column within', 'Sit still.', 5, 'Sit still.', 4],
    ['the end of the line', 'Sit still.', 11, 'Sit still.', 10],
    ['what lies behind the end of the line', 'Sit still.', 99, 'Sit still.', 10],
    ['an empty line', '', 1, '', 0],
    ['what stands behind tabs', '\tSit\tstill.', 6, '    Sit    still.', 11],
    ['what stands behind wide characters', '追跡の見方 x', 7, '追跡の見方 x', 11],
    ['what stands behind a picture of several parts', '👩‍🌾🦌 x', 9, '👩‍🌾🦌 x', 5],
    ['what stands behind accents', 'e\u0301te\u0301 x', 7, 'e\u0301te\u0301 x', 4],
    ['the whole of a letter with its accent', 'xe\u0301', 3, 'xe\u0301', 1],
    ['what stands behind a syllable with a vowel of its own', 'কি x', 4, 'কি x', 3],
    ['what stands behind what a terminal obeys', 'a\u001b[2Jb', 6, 'a\\u001b[2Jb', 10],
    ['what turns the direction of writing', 'a\u202eb', 2, 'a\\u202eb', 1],
    ['what stands behind what is not seen', '\u200bb', 2, '\\u200bb', 6],
  ])('points at %s', (_, text, column, shown, before) => {
    expect(frameAt(text, column)).toEqual([
      `    7 | ${shown}`.trimEnd(),
      `      | ${' '.repeat(before)}^`,
    ])
  })

  const long = Array.from({ length: 300 }, (_, at) => String.fromCharCode(97 + (at % 26))).join('')

  it.each([
    ['its start', 1, 'abcdefghijklmnopqrst…', 0],
    ['its middle', 150, '…jklmnopqrstuvwxyzabc…', 11],
    ['its end', 300, '…uvwxyzabcdefghijklmn', 20],
    ['behind its end', 301, '…vwxyzabcdefghijklmn', 20],
  ])('shows of a long line what fits around %s', (_, column, shown, before) => {
    expect(frameAt(long, column, 30)).toEqual([
      `    7 | ${shown}`,
      `      | ${' '.repeat(before)}^`,
    ])
  })

  it('stands under the character that is meant, within the screen', () => {
    const line = fc.string({
      unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 400,
    })
    fc.assert(
      fc.property(line, fc.nat(), fc.integer({ min: 40, max: 200 }), (text, seed, columns) => {
        const column = (seed % text.length) + 1
        const [shown = '', caret = ''] = frameAt(text, column, columns)
        expect(shown[caret.length - 1]).toBe(text[column - 1])
        expect(shown.length).toBeLessThanOrEqual(columns)
        expect(shown.includes('…')).toBe(text.length > columns - '    7 | '.length)
      }),
    )
  })

  it('shows of any text two lines without anything that a terminal obeys or is turned by', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 320 }), (line, column) => {
        const frame = frameAt(line, column, 60)
        expect(frame).toHaveLength(2)
        expect(frame.join('')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u)
      }),
    )
  })

  it('takes no longer for a line without an end', () => {
    const text = '追\u0301x\t'.repeat(250_000)
    const before = process.cpuUsage()
    for (let column = 1; column < 1_000_000; column += 10_000) frameAt(text, column)
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000)
  })
})
