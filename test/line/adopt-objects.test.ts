import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Bucket } from '../../src/bucket/bucket.ts'
import type { Database } from '../../src/database/database.ts'
import { adoptObjects } from '../../src/line/adopt-objects.ts'
import { openTestDatabase } from '../support/database.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const empty: Bucket = {
  put: async () => 'stored',
  head: async () => null,
  read: async () => null,
  list: async () => [],
  remove: async () => {},
}
const mark = (key: string) =>
  database.query('insert into pipeline.garbage (key, marked_at) values ($1, now())', [key])
const marks = async () =>
  (await database.query('select key from pipeline.garbage order by key')).map(({ key }) => key)

it('takes marks off what is used, also those of after it first looked, and looks again where it could not', async () => {
  let isAway = true
  const query: Database['query'] = (sql, given) =>
    isAway ? Promise.reject(new Error('away')) : database.query(sql, given)
  const bucket = adoptObjects(empty, { ...database, query })
  await mark('one')
  await expect(bucket.head('one')).rejects.toThrow('away')
  isAway = false
  await bucket.head('one')
  expect(await marks()).toEqual([])
  vi.useFakeTimers({ now: Date.now() + 2 * 3_600_000, toFake: ['Date'] })
  try {
    await mark('two')
    await bucket.head('two')
  } finally {
    vi.useRealTimers()
  }
  expect(await marks()).toEqual([])
})
