import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChunkHit, fuse } from '../../src/search/fuse.ts'

const hit = (contentId: string, number = 1): ChunkHit => ({ contentId, language: 'en', number })

const order = (...lists: readonly (readonly ChunkHit[])[]): readonly string[] =>
  fuse(lists.map((hits) => ({ weight: 1, hits }))).map(
    ({ contentId, number }) => `${contentId}${number}`,
  )

describe('fuse', () => {
  it.each<[string, readonly (readonly ChunkHit[])[], readonly string[]]>([
    ['no lists', [], []],
    ['empty lists', [[], []], []],
    ['one list as it is', [[hit('b'), hit('a')]], ['b1', 'a1']],
    [
      'what both lists name above what one names',
      [
        [hit('a'), hit('b')],
        [hit('c'), hit('b')],
      ],
      ['b1', 'a1', 'c1'],
    ],
    ['each item once, by its first chunk', [[hit('a', 3), hit('a', 1), hit('b', 2)]], ['a3', 'b2']],
    [
      'the chunk the lists agree on',
      [
        [hit('a', 1), hit('a', 2)],
        [hit('a', 2), hit('a', 3)],
      ],
      ['a2'],
    ],
    ['equal scores by id', [[hit('b')], [hit('a')]], ['a1', 'b1']],
  ])('gives %s', (_, lists, expected) => {
    expect(order(...lists)).toEqual(expected)
  })

  it('ranks items, so that many chunks of one item push no other down', () => {
    const many = Array.from({ length: 40 }, (_, index) => hit('a', index))
    expect(fuse([{ weight: 1, hits: [...many, hit('b')] }])[1]?.score).toBeCloseTo(1 / 62)
  })

  it('follows the list that is trusted more where two disagree', () => {
    const [first, second] = [
      [hit('a'), hit('b')],
      [hit('b'), hit('a')],
    ]
    const fused = fuse([
      { weight: 1, hits: first },
      { weight: 1.5, hits: second },
    ])
    expect(fused.map(({ contentId }) => contentId)).toEqual(['b', 'a'])
  })

  it('names every item once, with falling scores', () => {
    const list = fc.array(
      fc.record({
        contentId: fc.constantFrom('a', 'b', 'c', 'd'),
        language: fc.constant('en'),
        number: fc.nat(3),
      }),
    )
    fc.assert(
      fc.property(fc.array(list, { maxLength: 3 }), (lists) => {
        const fused = fuse(lists.map((hits, index) => ({ weight: index + 1, hits })))
        const ids = fused.map(({ contentId }) => contentId)
        expect(ids.toSorted()).toEqual(
          [...new Set(lists.flat().map(({ contentId }) => contentId))].sort(),
        )
        const scores = fused.map(({ score }) => score)
        expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      }),
    )
  })
})
