import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { sqlState } from '../../src/database/driver-error.ts'
import { copyContract } from './copy-contract.ts'

/** What every adapter of the port promises, run against a database that may be empty; `open` is called once. */
export const databaseContract = (name: string, open: () => Promise<Database>): void => {
  describe(`the database port over ${name}`, () => {
    let db: Database
    beforeAll(async () => {
      db = await open()
      await db.query('create extension if not exists vector')
    })
    afterAll(() => db.close())

    valueContract(() => db)
    transactionContract(() => db)
    copyContract(() => db)
  })
}

const valueContract = (db: () => Database): void => {
  it.each([
    ['int8', '12::int8', 12],
    ['numeric', '1.50::numeric', 1.5],
    ['bool', 'true', true],
    ['jsonb', `'{"a": [1, null]}'::jsonb`, { a: [1, null] }],
    ['timestamptz', `'2024-05-01 10:00:00.123456+02'::timestamptz`, '2024-05-01T08:00:00.123456Z'],
    ['date', `'2024-05-01'::date`, '2024-05-01'],
    ['text[]', `'{a,NULL,"b,c"}'::text[]`, ['a', null, 'b,c']],
    ['int8[]', 'array[1, 2]::int8[]', [1, 2]],
    ['timestamptz[]', `array['2024-05-01Z'::timestamptz]`, ['2024-05-01T00:00:00Z']],
    ['bytea', `'\\x01ff'::bytea`, new Uint8Array([1, 255])],
    ['vector', `'[1,2.5]'::vector`, [1, 2.5]],
    ['null', 'null::int8', null],
  ])('returns %s as the same JavaScript value', async (_type, sql, value) => {
    expect(await db().query(`select ${sql} as value`)).toEqual([{ value }])
  })

  it('refuses to round an integer beyond 2^53', async () => {
    await expect(db().query('select 9007199254740993::int8')).rejects.toThrow('below 2^53')
  })

  it.each([
    ['an object', '::jsonb', { a: ['x'] }, { a: ['x'] }],
    ['an array', '::text[]', ['x,y', '"', '\\', null, ''], ['x,y', '"', '\\', null, '']],
    ['an empty array', '::uuid[]', [], []],
    ['a Float32Array', '::vector', new Float32Array([1, 0.5]), [1, 0.5]],
    ['bytes', '::bytea', new Uint8Array([0, 255]), new Uint8Array([0, 255])],
    ['a boolean', '::bool', true, true],
    ['a number', '::int8', 7, 7],
    ['null', '::text', null, null],
  ])('binds %s', async (_kind, cast, value, back) => {
    expect(await db().query(`select $1${cast} as value`, [value])).toEqual([{ value: back }])
  })

  it('runs one statement only', async () => {
    await expect(db().query('select 1; select 2')).rejects.toMatchObject({ code: 'DATABASE' })
  })

  it('says which SQLSTATE a failure has, and works on after it', async () => {
    const error = await db()
      .query('select 1 / 0')
      .catch((thrown: unknown) => thrown)
    expect(sqlState(error)).toBe('22012')
    expect(await db().query('select 1 as one')).toEqual([{ one: 1 }])
  })
}

const transactionContract = (db: () => Database): void => {
  it('commits what resolves and rolls back what rejects, passing the rejection on', async () => {
    await db().query('create table kept (n int)')
    await db().transaction((transaction) => transaction.query('insert into kept values (1)'))
    const reason = new Error('no')
    await expect(
      db().transaction(async (transaction) => {
        await transaction.query('insert into kept values (2)')
        throw reason
      }),
    ).rejects.toBe(reason)
    expect(await db().query('select n from kept')).toEqual([{ n: 1 }])
  })

  it('does not report as committed what a swallowed error has aborted', async () => {
    await expect(
      db().transaction(async (transaction) => {
        await transaction.query('select 1 / 0').catch(() => {})
      }),
    ).rejects.toMatchObject({ code: 'DATABASE' })
  })

  it('reports a deferred constraint that fails at the commit', async () => {
    await db().query('create table once (n int unique deferrable initially deferred)')
    const twice = db().transaction((transaction) =>
      transaction.query('insert into once values (1), (1)'),
    )
    expect(sqlState(await twice.catch((thrown: unknown) => thrown))).toBe('23505')
  })

  it('leaves no transaction open behind a script that fails', async () => {
    await expect(
      db().script('begin; create table half (); select 1 / 0; commit'),
    ).rejects.toMatchObject({ code: 'DATABASE' })
    expect(await db().query(`select to_regclass('half') as half`)).toEqual([{ half: null }])
  })
}
