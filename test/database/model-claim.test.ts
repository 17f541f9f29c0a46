import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBatches, planBatch } from '../../src/database/batches.ts'
import type { Database } from '../../src/database/database.ts'
import { claimModel } from '../../src/database/model-claim.ts'
import { registerModel } from '../../src/database/models.ts'
import { currentProcess } from '../../src/database/process-identity.ts'
import { openTestDatabase } from '../support/database.ts'

let db: Database

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())
beforeEach(() => db.script('delete from embeddings.claims'))

/** Has another process claim a model; `silence` is for how long it has not renewed that. */
const claimedBy = async (holder: object, silence = '0 s'): Promise<void> => {
  await db.query(
    `insert into embeddings.claims (model_version, run, holder, renewed_at)
     values ('small', gen_random_uuid(), $1, now() - $2::interval)`,
    [{ ...(await currentProcess()), ...holder }, silence],
  )
}

describe('claimModel', () => {
  it('refuses a second run until the first has ended, and leaves other models alone', async () => {
    const first = await claimModel(db, 'small')
    await expect(claimModel(db, 'small')).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringMatching(new RegExp(`^Process ${process.pid} on .* since 20..-`)),
    })
    await (await claimModel(db, 'large')).end()
    await first.end()
    await (await claimModel(db, 'small')).end()
    expect(await db.query('select from embeddings.claims')).toEqual([])
  })

  it.each([
    ['has ended', { pid: 2 ** 30 }, '0 s'],
    ['has given its number to a later one', { ticks: '1' }, '0 s'],
    ['ran before the last boot', { boot: 'another' }, '0 s'],
    ['is on another host, silent for three minutes', { host: 'far' }, '3 min'],
  ])('takes the place of a process that %s', async (_, holder, silence) => {
    await claimedBy(holder, silence)
    await (await claimModel(db, 'small')).end()
  })

  it.each([
    ['on another host', { host: 'far' }],
    ['of another namespace', { namespace: 'pid:[1]', pid: 2 ** 30 }],
  ])('waits for one %s that was heard a minute ago', async (_, holder) => {
    await claimedBy(holder, '1 min')
    await expect(claimModel(db, 'small')).rejects.toThrow('on `')
  })

  it('alone lets a run ask for a batch', async () => {
    await registerModel(db, 'small', 1536)
    const lost = await claimModel(db, 'small')
    await lost.end()
    const claim = await claimModel(db, 'small')
    const batch = { mark: '00000000-0000-4000-8000-000000000001', digests: ['a'] }
    await expect(planBatch(db, 'small', lost.run, batch)).rejects.toMatchObject({
      code: 'OVERTAKEN',
    })
    expect(await openBatches(db, 'small')).toEqual([])
    await planBatch(db, 'small', claim.run, batch)
    expect(await openBatches(db, 'small')).toMatchObject([batch])
    await claim.end()
  })
})
