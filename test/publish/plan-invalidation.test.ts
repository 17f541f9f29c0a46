import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pathOf, planInvalidation } from '../../src/publish/plan-invalidation.ts'

const many = (count: number, key: (at: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, at) => key(at))

const isCovered = (path: string, by: readonly string[]): boolean =>
  by.some((each) => each === path || (each.endsWith('*') && path.startsWith(each.slice(0, -1))))

const itemsOf = (keys: readonly string[]) => planInvalidation({ keys, tags: [] }).items

describe('planInvalidation', () => {
  it.each([
    ['nothing for nothing', [], []],
    ['each key once, in order', ['b', 'a/c', 'b'], ['/a/c', '/b']],
    ['keys as they stand in addresses', ['a b/ä*%.json'], ['/a%20b/%C3%A4%2A%25.json']],
    ['nothing but what browsers write otherwise', ['a,b:c@d&e=f+g;h'], ['/a,b:c@d&e=f+g;h']],
    ['names that would end a path', ['a?b#c[d]'], ['/a%3Fb%23c%5Bd%5D']],
    [
      'a directory where a path is too long',
      [`d/${'x'.repeat(4_000)}`, 'd/a', 'e'],
      ['/d/*', '/e'],
    ],
    [
      'all there is where that is the only way',
      many(16, (at) => `${at}/${'x'.repeat(4_000)}`),
      ['/*'],
    ],
  ])('is %s', (_, keys, paths) => {
    expect(itemsOf(keys)).toEqual(paths)
  })

  it('takes 3,000 keys one by one, and directories for more', () => {
    expect(itemsOf(many(3_000, (at) => `a/${at}`))).toHaveLength(3_000)
    expect(itemsOf(many(3_001, (at) => `a/${at}`))).toEqual(['/a/*'])
    const deep = many(4_000, (at) => `${at % 2}/${at % 40}/${at}`)
    expect(itemsOf(deep)).toEqual(['/0/*', '/1/*'])
  })

  it('forgets every key, within the limits of one distribution, whatever the keys', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 5 })
      .filter((text) => !text.includes('/') && text.isWellFormed())
    const key = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
    const manyKeys = fc
      .tuple(fc.array(key, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 200 }))
      .map(([keys, times]) => keys.flatMap((each) => many(times, (at) => `${each}/${at}`)))
    fc.assert(
      fc.property(fc.oneof(fc.array(key), manyKeys), (keys) => {
        const paths = itemsOf(keys)
        const wildcards = paths.filter((path) => path.endsWith('*'))
        expect(paths.length - wildcards.length).toBeLessThanOrEqual(3_000)
        expect(wildcards.length).toBeLessThanOrEqual(15)
        expect(paths.every((path) => /^\/[!-)+-~]*\*?$/.test(path) && path.length <= 4_000)).toBe(
          true,
        )
        expect(keys.every((each) => isCovered(pathOf(each), paths))).toBe(true)
        expect(
          paths.filter((path) =>
            isCovered(
              path,
              paths.filter((other) => other !== path),
            ),
          ),
        ).toEqual([])
      }),
    )
  })

  it('names tags beside keys, and folds keys where both together are too many', () => {
    const tags = ['item-b', 'item-a', 'item-b']
    expect(planInvalidation({ keys: ['a'], tags }).items).toEqual(['#item-a', '#item-b', '/a'])
    const keys = many(2_999, (at) => `d/${at}`)
    expect(planInvalidation({ keys, tags }).items).toEqual(['#item-a', '#item-b', '/d/*'])
    const tooMany = many(3_001, (at) => `item-${at}`)
    expect(planInvalidation({ keys, tags: tooMany }).items).toEqual(['/*'])
  })

  it('says what it costs at most, a wildcard no more than a path', () => {
    expect(planInvalidation({ keys: ['a'], tags: [] }).dollars).toBe(0.005)
    const keys = many(5_000, (at) => `d/${at}`)
    expect(planInvalidation({ keys, tags: ['t'] }).dollars).toBe(0.01)
    expect(planInvalidation({ keys: [], tags: [] }).dollars).toBe(0)
  })
})
