import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { sqlState } from '../../src/database/driver-error.ts'

const types = {
  bool: 'bool',
  float8: 'float8',
  int4: 'int4',
  int8: 'int8',
  jsonb: 'jsonb',
  text: 'text',
  texts: 'text[]',
  time: 'timestamptz',
  uuid: 'uuid',
  uuids: 'uuid[]',
  vector: 'vector',
} as const

// Unpaired surrogates and NUL, which PostgreSQL cannot hold, are refused; see parameter.test.ts.
const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', ''))
const time = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') })
  .filter((date) => !Number.isNaN(date.getTime()))
  .map((date) => date.toISOString())
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => withoutNul(value))
const vector = fc.float32Array({
  minLength: 1,
  maxLength: 20,
  noNaN: true,
  noDefaultInfinity: true,
})
const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values)
const row = fc.tuple(
  orNull(fc.boolean()),
  orNull(fc.double({ noNaN: true })),
  orNull(fc.integer()),
  orNull(fc.maxSafeInteger()),
  orNull(json),
  orNull(text),
  orNull(fc.array(orNull(text))),
  orNull(time),
  orNull(fc.uuid()),
  orNull(fc.array(fc.uuid())),
  orNull(vector),
)

const withoutNul = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replace(/\\u(0000|d[89a-f]..)/g, ''))

/** What `query` gives back for a copied value. */
const expected = (value: unknown, column: string): unknown => {
  if (value === null) return null
  if (column === 'time') return String(value).replace(/\.?0*Z$/, 'Z')
  return value
}

/** What `copyBinary` promises. */
export const copyContract = (db: () => Database): void => {
  it('copies every type so that it is read back equal', async () => {
    const columns = Object.entries(types).map(([column, type]) => `"${column}" ${type}`)
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        const back = await db().transaction(async (transaction) => {
          await transaction.query(
            `create temporary table copied (n int, ${columns.join(', ')}) on commit drop`,
          )
          const count = await transaction.copyBinary(
            { table: 'copied', columns: { n: 'int4', ...types } },
            rows.map((values, n) => [n, ...values]),
          )
          expect(count).toBe(rows.length)
          return transaction.query('select * from copied order by n')
        })
        const names = Object.keys(types)
        // The shortest text of a float4 is not always that of the double; as a float4 it is the same number.
        const read = back.map((values) => ({
          ...values,
          vector: values.vector === null ? null : new Float32Array(values.vector as number[]),
        }))
        expect(read).toEqual(
          rows.map((values, n) => ({
            n,
            ...Object.fromEntries(
              values.map((value, index) => [names[index], expected(value, names[index] ?? '')]),
            ),
          })),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('copies more than one chunk, and enums as text', async () => {
    await db().query(`create type colour as enum ('red', 'green')`)
    await db().query('create table many (n int, colour colour, body text)')
    const rows = Array.from({ length: 300 }, (_, n) => [n, 'green', 'ü'.repeat(10_000)])
    const target = { table: 'many', columns: { n: 'int4', colour: 'text', body: 'text' } } as const
    expect(await db().copyBinary(target, rows)).toBe(300)
    expect(
      await db().query(
        'select count(*), sum(length(body)) as length, min(colour) as colour from many',
      ),
    ).toEqual([{ count: 300, length: 3_000_000, colour: 'green' }])
  })

  it('copies nothing when a row fails, and works on after it', async () => {
    await db().query('create table strict (n int primary key)')
    const target = { table: 'strict', columns: { n: 'int4' } } as const
    const doubled = await db()
      .copyBinary(target, [[1], [1]])
      .catch((thrown: unknown) => thrown)
    expect(sqlState(doubled)).toBe('23505')
    await expect(db().copyBinary(target, [[1], ['x']])).rejects.toMatchObject({
      code: 'DATABASE',
    })
    expect(await db().query('select count(*) from strict')).toEqual([{ count: 0 }])
  })
}
