import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { takeTurn } from '../../src/database/allowances.ts'
import type { Database } from '../../src/database/database.ts'
import { registerModel, saveLimits } from '../../src/database/models.ts'
import { openTestDatabase } from '../support/database.ts'

let db: Database

beforeAll(async () => {
  db = await openTestDatabase()
  await registerModel(db, 'ada', 1536)
})
afterAll(() => db.close())
beforeEach(() =>
  db.script(`delete from pipeline.allowances; update embeddings.models set limits = null`),
)

const passMinutes = (minutes: number): Promise<unknown> =>
  db.query(
    `update pipeline.allowances set counted_at = counted_at - make_interval(secs => $1::float8 * 60)`,
    [minutes],
  )

it('lets every request through until the service has told what it takes', async () => {
  expect(await takeTurn(db, 'ada', 1_000_000)).toBe(0)
  expect(await takeTurn(db, 'unknown', 1_000_000)).toBe(0)
})

it('promises requests their turns, by tokens, and by requests', async () => {
  await saveLimits(db, 'ada', { requests: 100, tokens: 6_000 })
  expect(await takeTurn(db, 'ada', 4_000)).toBe(0)
  expect(await takeTurn(db, 'ada', 2_000)).toBeLessThanOrEqual(0)
  const third = await takeTurn(db, 'ada', 3_000)
  expect(third).toBeGreaterThan(25_000)
  expect(third).toBeLessThanOrEqual(30_000)
  expect(await takeTurn(db, 'ada', 3_000)).toBeGreaterThan(third + 25_000)
  await passMinutes(5)
  expect(await takeTurn(db, 'ada', 6_000)).toBe(0)
  await passMinutes(5)
  await saveLimits(db, 'ada', { requests: 2, tokens: 6_000 })
  const waits = [await takeTurn(db, 'ada', 1), await takeTurn(db, 'ada', 1)]
  expect(waits).toEqual([0, 0])
  expect(await takeTurn(db, 'ada', 1)).toBeGreaterThan(25_000)
})

it('counts what is heavier than a minute takes as a minute’s', async () => {
  await saveLimits(db, 'ada', { requests: 100, tokens: 1_000 })
  expect(await takeTurn(db, 'ada', 50_000)).toBe(0)
  expect(await takeTurn(db, 'ada', 50_000)).toBeLessThanOrEqual(60_000)
})

it('gives requests at the same time turns one after the other', async () => {
  await saveLimits(db, 'ada', { requests: 1_000, tokens: 6_000 })
  const waits = await Promise.all(Array.from({ length: 5 }, () => takeTurn(db, 'ada', 6_000)))
  const minutes = waits.map((wait) => Math.round(wait / 60_000)).toSorted()
  expect(minutes).toEqual([0, 1, 2, 3, 4])
})
