import { describe, expect, it } from 'vitest'
import { planGarbage } from '../../src/line/plan-garbage.ts'

describe('planGarbage', () => {
  it.each([
    ['marks what nobody referred to before', ['a'], [], { mark: ['a'] }],
    ['lets a young mark wait', ['a'], [{ key: 'a', ripe: false }], { wait: ['a'] }],
    ['removes what is ripe', ['a'], [{ key: 'a', ripe: true }], { remove: ['a'] }],
    [
      'takes a mark off what is referred to again',
      [],
      [{ key: 'a', ripe: true }],
      { unmark: ['a'] },
    ],
    [
      'looks at each for itself',
      ['a', 'b', 'c'],
      [
        { key: 'b', ripe: false },
        { key: 'c', ripe: true },
        { key: 'd', ripe: false },
      ],
      { mark: ['a'], wait: ['b'], remove: ['c'], unmark: ['d'] },
    ],
  ])('%s', (_, orphans, marks, expected) => {
    const stored = new Set(['a', 'b', 'c', 'd'])
    expect(planGarbage({ orphans, stored }, marks)).toEqual({
      mark: [],
      wait: [],
      remove: [],
      unmark: [],
      ...expected,
    })
  })
})
