import { expect, it } from 'vitest'
import { formatPace } from '../../src/output/pace.ts'

it.each([
  [1_000, 50, 400, 'embed 50/400'],
  [4_000, 140, 400, 'embed 140/400, 35/s, 8 s left'],
  [100_000, 100, 4_000, 'embed 100/4000, 1/s, 65 min left'],
  [10_000, 5, 100, 'embed 5/100, 0.5/s, 3 min left'],
  [100_000, 100, 40_000, 'embed 100/40000, 1/s, 11.1 h left'],
  [10_000, 0, 400, 'embed 0/400'],
  [10_000, 400, 400, 'embed 400/400'],
])('after %i ms, with %i of %i done, says %s', (now, done, total, text) => {
  expect(formatPace({ what: 'embed', at: 0, done: 0 }, now, done, total)).toBe(text)
})

it('counts from where a stage was first heard of', () => {
  expect(formatPace({ what: 'embed', at: 5_000, done: 100 }, 15_000, 200, 300)).toBe(
    'embed 200/300, 10/s, 10 s left',
  )
})
