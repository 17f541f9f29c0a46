import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countSegments, countWords } from '../../src/lesson/count-words.ts'

describe('countWords', () => {
  it.each([
    ['', 0],
    ["It's 3.5 miles, or 1,000 steps.", 6],
    ['x86_64 and _ and __', 4],
    ['día año Größe', 3],
    ['“Quoted” — and so…', 3],
    ['日本語の文章', 3],
    ['خدمة سحابية، سريعة', 3],
    ['کلاؤڈ نیٹو 2 ایپس', 4],
    ['क्लाउड नेटिव', 2],
  ])('counts the words of %j', (text, count) => {
    expect(countWords(text)).toBe(count)
  })

  it('counts Latin text as the segmenter does', () => {
    const piece = fc.constantFrom(
      ...['a', 'Z', 'é', 'ő', '0', '9', '_', '.', ',', ';', ':', "'", '-', ' ', '\n', '«', '½'],
      ...['“', '—', '…', '°', '×', 'µ', '’', '·', '\u00ad', '\u0301', '日', '😀'],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        expect(countWords(text)).toBe(countSegments(text))
      }),
      { numRuns: 5_000 },
    )
  })
})
