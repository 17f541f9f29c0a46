import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database, Row } from '../../src/database/database.ts'
import { fusionSql } from '../../src/database/fusion-sql.ts'
import { uuidOf } from '../../src/identifier.ts'
import { openTestDatabase } from '../support/database.ts'

let db: Database

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

type Hit = { readonly item: string; readonly number: number }
type Fused = Hit & {
  readonly score: number
  readonly text: number | null
  readonly vector: number | null
}

const hit = (item: string, number = 1): Hit => ({ item, number })

const names = ['a', 'b', 'c', 'd']
// So that ids have the order of names.
const ids = names.map((name) => uuidOf(name)).toSorted()
const idOf = (item: string): string | undefined => ids[names.indexOf(item)]

const sql = `
  with lists as (
    select way, content_id, 'en' as language, number, position
    from unnest($1::text[], $2::uuid[], $3::int4[], $4::int4[]) as l (way, content_id, number, position)
  ),
  by_text as (select content_id, language, number, position from lists where way = 'text'),
  by_vector as (select content_id, language, number, position from lists where way = 'vector'),
  ${fusionSql}
  select content_id as id, number, score, text_rank as text, vector_rank as vector
  from items join chosen using (content_id)
  where $5::int4 is null
  order by score desc, content_id`

/** Each list best first. */
const fuse = async (
  text: readonly Hit[],
  vector: readonly Hit[],
  weight = 1,
): Promise<readonly Fused[]> => {
  const rows = [
    ...text.map((one, index) => ['text', idOf(one.item), one.number, index + 1]),
    ...vector.map((one, index) => ['vector', idOf(one.item), one.number, index + 1]),
  ]
  const column = (at: number): readonly unknown[] => rows.map((row) => row[at])
  const values = [column(0), column(1), column(2), column(3), null, weight, 100]
  const found = await db.query<Row & Omit<Fused, 'item'> & { readonly id: string }>(sql, values)
  return found.map(({ id, ...rest }) => ({ item: names[ids.indexOf(id)] ?? '', ...rest }))
}

const order = (fused: readonly Hit[]): readonly string[] =>
  fused.map(({ item, number }) => `${item}${number}`)

describe('fusion', () => {
  it.each<[string, readonly Hit[], readonly Hit[], readonly string[]]>([
    ['nothing of empty lists', [], [], []],
    ['one list as it is', [hit('b'), hit('a')], [], ['b1', 'a1']],
    [
      'what both lists name above what one names',
      [hit('a'), hit('b')],
      [hit('c'), hit('b')],
      ['b1', 'a1', 'c1'],
    ],
    [
      'each item once, by its first chunk',
      [hit('a', 3), hit('a', 1), hit('b', 2)],
      [],
      ['a3', 'b2'],
    ],
    [
      'the chunk the lists agree on',
      [hit('a', 1), hit('a', 2)],
      [hit('a', 2), hit('a', 3)],
      ['a2'],
    ],
    ["full text's chunk where each names another", [hit('a', 2)], [hit('a', 1)], ['a2']],
    ['equal scores by id', [hit('b')], [hit('a')], ['a1', 'b1']],
  ])('gives %s', async (_, text, vector, expected) => {
    expect(order(await fuse(text, vector))).toEqual(expected)
  })

  it('ranks items, so that many chunks of one item push no other down', async () => {
    const many = Array.from({ length: 40 }, (_, index) => hit('a', index))
    const [, second] = await fuse([...many, hit('b')], [])
    expect(second).toEqual({
      item: 'b',
      number: 1,
      score: expect.closeTo(1 / 62),
      text: 2,
      vector: null,
    })
  })

  it('follows full text where that is trusted more and the two disagree', async () => {
    const [first, second] = [
      [hit('a'), hit('b')],
      [hit('b'), hit('a')],
    ]
    expect(order(await fuse(first, second, 1.5))).toEqual(['a1', 'b1'])
    expect(order(await fuse(second, first, 1.5))).toEqual(['b1', 'a1'])
  })

  it('scores each item by its ranks in both lists', async () => {
    const list = fc.uniqueArray(fc.record({ item: fc.constantFrom(...names), number: fc.nat(3) }), {
      selector: ({ item, number }) => `${item}${number}`,
    })
    await fc.assert(
      fc.asyncProperty(list, list, fc.constantFrom(1, 4), async (text, vector, weight) => {
        const rankIn = (hits: readonly Hit[], item: string): number | null => {
          const place = [...new Set(hits.map((one) => one.item))].indexOf(item)
          return place === -1 ? null : place + 1
        }
        const part = (rank: number | null, of: number): number =>
          rank === null ? 0 : of / (60 + rank)
        const expected = names
          .map((item) => ({ item, text: rankIn(text, item), vector: rankIn(vector, item) }))
          .filter((one) => one.text !== null || one.vector !== null)
          .map((one) => ({ ...one, score: part(one.text, weight) + part(one.vector, 1) }))
          .toSorted((a, b) => b.score - a.score || (a.item < b.item ? -1 : 1))
        const fused = await fuse(text, vector, weight)
        expect(fused.map(({ number: _, ...one }) => one)).toEqual(
          expected.map((one) => ({ ...one, score: expect.closeTo(one.score, 12) })),
        )
      }),
      { numRuns: 50 },
    )
  })
})
