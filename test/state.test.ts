import { describe, expect, it } from 'vitest'
import { itemByPath } from '../src/state.ts'
import { item, stateOf } from './support/items.ts'

const former = (path: string, itemId: string, ordinal: number) =>
  ({ type: 'lesson', slug: path, path, itemId, ordinal }) as const

describe('itemByPath', () => {
  const removed = item('b', { path: 'x', present: false, gone: 3 })

  it.each([
    ['the present item', [item('a', { path: 'x' }), removed], [former('x', 'c', 9)], 'a'],
    ['the item that was removed last', [removed, item('a')], [former('x', 'a', 2)], 'b'],
    ['the item that moved away last', [removed, item('a')], [former('x', 'a', 4)], 'a'],
    ['the last to leave', [item('a'), item('c')], [former('x', 'a', 4), former('x', 'c', 2)], 'a'],
    ['nothing', [item('a')], [former('y', 'a', 2)], undefined],
  ])('finds %s', (_, items, left, expected) => {
    expect(itemByPath(stateOf(items, [], { former: left }))('x')?.id).toBe(expected)
  })
})
