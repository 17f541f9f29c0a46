import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { insertDeliveries } from '../../src/database/deliveries.ts'
import { loadRuns } from '../../src/database/runs.ts'
import { during, tell } from '../../src/event.ts'
import { forgetHistory } from '../../src/line/collect-garbage.ts'
import type { PartKind } from '../../src/line/shared-work.ts'
import { openRunKeeper } from '../../src/queue/keep-runs.ts'
import type { JobKind } from '../../src/queue/queue.ts'
import { observe } from '../../src/telemetry/observer.ts'
import { openTestDatabase } from '../support/database.ts'

let db: Database
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

const ids: readonly string[] = Array.from({ length: 8 }, () => crypto.randomUUID())

it('what became of jobs is kept, but for looks that found nothing to do and for parts of jobs', async () => {
  const keeper = openRunKeeper(db)
  const stop = observe([keeper])
  let at = 0
  const run = (job: JobKind | PartKind, work: () => Promise<object>, isLast = false) => {
    const step = { kind: 'run', job, id: ids[at] ?? '', attempt: 1, isLast, trace: null } as const
    at += 1
    return during(step, work).catch(() => {})
  }
  const fail = () => Promise.reject(new Error('The bucket is away.'))
  await run('publish', async () => {
    tell({ kind: 'fetched', commit: 'c0ffee' })
    return { release: 3 }
  })
  await run('publish', async () => ({ release: null }))
  await run('release', async () => ({ next: null }))
  await run('media', async () => ({ done: 20 }))
  await run('requests', async () => ({}))
  await run('publish', async () => ({ waits: 'Much would go.' }))
  await run('gc', fail)
  await run('verify', fail, true)
  await keeper.settled()
  stop()
  const kept = await loadRuns(db, 10)
  expect(new Map(kept.map(({ id, outcome }) => [ids.indexOf(id), outcome]))).toEqual(
    new Map([
      [0, 'released'],
      [5, 'waits'],
      [6, 'failed'],
      [7, 'dead'],
    ]),
  )
  expect(kept.find(({ id }) => id === ids[0])).toMatchObject({
    commit: 'c0ffee',
    result: { release: 3 },
  })
  expect(kept.find(({ id }) => id === ids[7])?.result).toEqual({ message: 'The bucket is away.' })
  expect(await loadRuns(db, 2)).toEqual(kept.slice(0, 2))
})

it('a run that cannot be kept stops nothing', async () => {
  const keeper = openRunKeeper({ query: () => Promise.reject(new Error('The database is away.')) })
  const stop = observe([keeper])
  const step = { kind: 'run', job: 'gc', id: 'x', attempt: 1, isLast: false, trace: null } as const
  expect(await during(step, async () => ({ removed: 0 }))).toEqual({ removed: 0 })
  await keeper.settled()
  stop()
})

it('runs and deliveries are forgotten when they are as old as the environment says, and nothing else is', async () => {
  const delivery = (id: string) =>
    ({ provider: 'github', id, event: 'push', payload: '{}' }) as const
  await db.transaction((transaction) =>
    insertDeliveries(transaction, [delivery('old'), delivery('new')]),
  )
  await db.query(
    "update pipeline.deliveries set received_at = now() - interval '30 days 1 minute' where id = 'old'",
  )
  await db.query(
    "update pipeline.runs set ended_at = now() - interval '180 days 1 minute' where outcome = 'released'",
  )
  await db.query(
    "insert into pipeline.decisions (sequence, kind, decided_by, decided_at) values (1, 'confirm', 'Ada', now() - interval '9 years')",
  )
  await forgetHistory(db, { deliveries: 31, runs: 181 })
  expect(await loadRuns(db, 10)).toHaveLength(4)
  await forgetHistory(db, { deliveries: 30, runs: 180 })
  expect((await loadRuns(db, 10)).map(({ outcome }) => outcome).toSorted()).toEqual([
    'dead',
    'failed',
    'waits',
  ])
  expect(await db.query('select id from pipeline.deliveries')).toEqual([{ id: 'new' }])
  expect(await db.query('select kind from pipeline.decisions')).toHaveLength(1)
})
