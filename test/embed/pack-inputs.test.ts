import { describe, expect, it } from 'vitest'
import { packInputs } from '../../src/embed/pack-inputs.ts'

describe('packInputs', () => {
  it('keeps the order and at most 2,048 texts in a batch', () => {
    const texts = Array.from({ length: 5_000 }, (_, index) => `text ${index}`)
    const batches = packInputs(texts)
    expect(batches.map((batch) => batch.texts.length)).toEqual([2_048, 2_048, 904])
    expect(batches.flatMap((batch) => batch.texts)).toEqual(texts)
  })

  it('keeps batches at 250,000 tokens, or quarters of bytes where these are more', () => {
    const prose = packInputs(Array.from({ length: 100 }, () => 'word '.repeat(5_000)))
    expect(Math.max(...prose.map((batch) => batch.weight))).toBeLessThanOrEqual(250_000)
    expect(prose.length).toBeGreaterThan(1)
    // Sixteen spaces are one token but four quarters of bytes.
    expect(packInputs([`x${' '.repeat(16_000)}`])[0]?.weight).toBe(4_001)
  })

  it.each([
    ['', 'nothing at position 1'],
    [' \n', 'nothing at position 1'],
    ['word '.repeat(9_000), 'more at position 1'],
    ['a'.repeat(1_000_000), 'more at position 1'],
  ])('refuses what the API would refuse', (text, message) => {
    expect(() => packInputs(['fine', text])).toThrow(message)
  })

  it('makes no batch of nothing', () => {
    expect(packInputs([])).toEqual([])
  })
})
