import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffStats } from '../../src/ingest/diff-stats.ts'

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** The length of the longest common subsequence, by its definition. */
const longestCommon = (old: readonly string[], now: readonly string[]): number => {
  const [first, ...rest] = old
  if (first === undefined) return 0
  const at = now.indexOf(first)
  const without = longestCommon(rest, now)
  return at === -1 ? without : Math.max(without, 1 + longestCommon(rest, now.slice(at + 1)))
}

describe('diffStats', () => {
  it.each([
    ['equal texts', 'a\nb\n', 'a\nb\n', [0, 0, 0]],
    ['a new text', '', 'a\nb\n', [2, 0, 0]],
    ['an emptied text', 'a\nb\n', '', [0, 2, 0]],
    ['a changed line', 'a\nb\nc\n', 'a\nx\nc\n', [0, 0, 1]],
    ['a line that became two', 'a\nb\nc\n', 'a\nx\ny\nc\n', [1, 0, 1]],
    ['two lines that became one', 'a\nb\nc\nd\n', 'a\nx\nd\n', [0, 1, 1]],
    ['two places, each by itself', 'a\nb\nc\nd\n', 'b\nc\nd\ne\n', [1, 1, 0]],
    ['other line ends alone', 'a\r\nb\r\n', 'a\nb\n', [0, 0, 0]],
    ['a missing end of line', 'a\nb', 'a\nb\n', [0, 0, 0]],
    ['an empty line at the end', 'a\n', 'a\n\n', [1, 0, 0]],
  ])('counts %s', (_, before, after, [additions, deletions, modifications]) => {
    expect(diffStats(before, after)).toEqual({ additions, deletions, modifications })
  })

  it('counts texts that have nothing in common as replaced, in no time', () => {
    const other = (prefix: string) =>
      Array.from({ length: 20_000 }, (_, index) => `${prefix}${index}`).join('\n')
    const started = performance.now()
    expect(diffStats(other('a'), other('b'))).toEqual({
      additions: 0,
      deletions: 0,
      modifications: 20_000,
    })
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it('counts texts of the same lines in wholly other places as replaced, too', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `${index}`)
    expect(diffStats(text(lines), text(lines.toReversed()))).toEqual({
      additions: 0,
      deletions: 0,
      modifications: 20_000,
    })
  })

  it('leaves as many lines as any two texts can have in common', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
    fc.assert(
      fc.property(lines, lines, (old, now) => {
        const { additions, deletions, modifications } = diffStats(text(old), text(now))
        const common = longestCommon(old, now)
        expect(old.length - deletions - modifications).toBe(common)
        expect(now.length - additions - modifications).toBe(common)
      }),
      { numRuns: 500 },
    )
  })
})
