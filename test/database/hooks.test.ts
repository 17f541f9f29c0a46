import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import {
  forgetNotes,
  markHookTold,
  noteHookNames,
  postponeDelivery,
  queueDeliveries,
  replayDeliveries,
  takeDelivery,
} from '../../src/database/hooks.ts'
import { readUntold } from '../../src/database/outbox.ts'
import { openTestDatabase, serverUrl } from '../support/database.ts'

let database: Database
beforeEach(async () => {
  database = await openTestDatabase()
})
afterEach(() => database.close())

const hook = { name: 'site', events: ['release.published', 'item.quarantined'] } as const

/** Notes a release that readers are pointed to, as a publish does that was so many days ago. */
const release = async (sequence: number, days = 0): Promise<void> => {
  await database.query(
    `insert into pipeline.releases (sequence, commit, root_key, reversible, pointer_written)
     values ($1, 'c', 'r', true, true)`,
    [sequence],
  )
  await database.query(
    `insert into pipeline.outbox (topic, payload, created_at)
     values ('release', jsonb_build_object('sequence', $1::int8), now() - make_interval(days => $2))`,
    [sequence, days],
  )
}

/** Notes an item that was kept back, as the trigger does. */
const quarantine = async (slug: string, days: number): Promise<void> => {
  await database.query(
    `insert into pipeline.outbox (topic, payload, created_at, done_at)
     values ('item.quarantined', jsonb_build_object('slug', $1::text), now() - make_interval(days => $2), now())`,
    [slug, days],
  )
}

const take = () => takeDelivery(database, 'site', 60)
const sequenceOf = (delivery: Awaited<ReturnType<typeof take>>) =>
  delivery?.payload.sequence ?? delivery?.payload.slug ?? null

/** Tells the hook all that it is due, as a run does; what it was told. */
const tellAll = async () => {
  await queueDeliveries(database, hook)
  const told: unknown[] = []
  for (let due = await take(); due !== null; due = await take()) {
    await markHookTold(database, due.id)
    told.push(sequenceOf(due))
  }
  return told
}

const countRows = async () => {
  const [row] = await database.query(
    `select (select count(*)::int from pipeline.outbox) as notes,
       (select count(*)::int from pipeline.hook_deliveries) as deliveries`,
  )
  return row
}

describe('what hooks were told long ago', () => {
  it('is told no more after it was forgotten, with no CDN to tell either, and goes but for the last release', async () => {
    await noteHookNames(database, ['site'])
    for (const sequence of [1, 2, 3]) await release(sequence, 40 - sequence)
    await quarantine('wind', 31)
    expect(await tellAll()).toEqual([1, 2, 3, 'wind'])
    for (const _day of [1, 2]) {
      await forgetNotes(database, 30)
      expect(await tellAll()).toEqual([])
      expect(await countRows()).toEqual({ notes: 1, deliveries: 1 })
    }
    // What the CDN has yet to be told of is still known.
    expect(await readUntold(database)).toEqual({ sequence: 3, root: 'r' })
    await release(4)
    expect(await tellAll()).toEqual([4])
  })

  it('is told no more to one hook while another waits for it', async () => {
    await noteHookNames(database, ['site', 'other'])
    await release(1, 40)
    await release(2, 1)
    await queueDeliveries(database, { ...hook, name: 'other' })
    const waiting = await takeDelivery(database, 'other', 60)
    expect(await tellAll()).toEqual([1, 2])
    await forgetNotes(database, 30)
    expect(await tellAll()).toEqual([])
    await markHookTold(database, waiting?.id ?? '')
    await forgetNotes(database, 30)
    expect(await tellAll()).toEqual([])
    expect(await countRows()).toEqual({ notes: 1, deliveries: 2 })
  })

  it('is none of a hook that is known since later, forgotten or not', async () => {
    await release(1, 40)
    await release(2, 1)
    await noteHookNames(database, ['site'])
    expect(await tellAll()).toEqual([])
    await forgetNotes(database, 30)
    expect(await tellAll()).toEqual([])
    await release(3)
    expect(await tellAll()).toEqual([3])
  })

  it('is told by the next run where the one that released it was killed, however late', async () => {
    await noteHookNames(database, ['site'])
    await release(1, 40)
    await forgetNotes(database, 30)
    expect(await tellAll()).toEqual([1])
  })
})

describe('messages of one hook', () => {
  const postpone = (id: string, seconds: number | null) =>
    postponeDelivery(database, id, { fault: 'answered 500', seconds })
  beforeEach(async () => {
    await noteHookNames(database, ['site', 'other'])
    await release(1)
    await release(2)
    await queueDeliveries(database, hook)
  })

  it('are not told before an earlier one that failed, while another hook is', async () => {
    await queueDeliveries(database, { ...hook, name: 'other' })
    const failed = await take()
    await postpone(failed?.id ?? '', 300)
    expect(await tellAll()).toEqual([])
    expect(sequenceOf(await takeDelivery(database, 'other', 60))).toBe(1)
    expect(await replayDeliveries(database, 'site', null)).toBe(2)
    expect(await tellAll()).toEqual([1, 2])
  })

  it('are told after an earlier one that was given up, which is replayed on purpose', async () => {
    const failed = await take()
    await postpone(failed?.id ?? '', null)
    expect(await tellAll()).toEqual([2])
    expect(await replayDeliveries(database, 'site', null)).toBe(1)
    expect(await tellAll()).toEqual([1])
    await release(3)
    expect(await replayDeliveries(database, 'site', 2)).toBe(1)
    expect(await tellAll()).toEqual([2, 3])
  })

  it('are taken by one process at a time', async () => {
    const taken = await Promise.all([take(), take(), take()])
    expect(taken.map(sequenceOf).toSorted()).toEqual([1, null, null])
  })

  it('are taken again, in order, some time after the process was killed that had one', async () => {
    expect(sequenceOf(await takeDelivery(database, 'site', 0))).toBe(1)
    expect(await tellAll()).toEqual([1, 2])
  })

  it('are told in the order in which it happened where a release is confirmed late', async () => {
    await release(3)
    await database.query('update pipeline.releases set pointer_written = false where sequence = 3')
    await quarantine('wind', 0)
    await queueDeliveries(database, hook)
    await database.query('update pipeline.releases set pointer_written = true')
    expect(await tellAll()).toEqual([1, 2, 3, 'wind'])
  })

  it('are none of a release that is confirmed only after a later one was told', async () => {
    await release(3)
    await database.query('update pipeline.releases set pointer_written = false where sequence = 3')
    await release(4)
    expect(await tellAll()).toEqual([1, 2, 4])
    await database.query('update pipeline.releases set pointer_written = true')
    expect(await tellAll()).toEqual([])
    await release(5)
    expect(await tellAll()).toEqual([5])
  })

  it('stay told where a process that was thought dead says that it failed', async () => {
    const slow = await takeDelivery(database, 'site', 0)
    expect(await tellAll()).toEqual([1, 2])
    await postpone(slow?.id ?? '', 0)
    expect(await tellAll()).toEqual([])
  })
})

/** The database, whose next transaction comes to its end and stays there until it is let go. */
const withHeldEnd = () => {
  const atEnd = Promise.withResolvers<void>()
  const letGo = Promise.withResolvers<void>()
  const held: Database = {
    ...database,
    transaction: (run) =>
      database.transaction(async (transaction) => {
        const result = await run(transaction)
        atEnd.resolve()
        await letGo.promise
        return result
      }),
  }
  return { held, atEnd: atEnd.promise, letGo: letGo.resolve }
}

const isWaiting = async () => {
  const rows = await database.query(
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  )
  return rows.length > 0
}

// The embedded database has one connection: nothing goes on beside a transaction.
if (serverUrl !== undefined) {
  describe('forgetting beside a run that tells hooks', () => {
    beforeEach(async () => {
      await noteHookNames(database, ['site'])
      await release(1, 40)
      await release(2)
      await database.query('update pipeline.outbox set done_at = now()')
    })

    it('fails neither where it comes first', async () => {
      await tellAll()
      const { held, atEnd, letGo } = withHeldEnd()
      const forgetting = forgetNotes(held, 30)
      await atEnd
      const telling = tellAll()
      await expect.poll(isWaiting, { timeout: 10_000 }).toBe(true)
      letGo()
      await forgetting
      expect(await telling).toEqual([])
      expect(await countRows()).toEqual({ notes: 1, deliveries: 1 })
    })

    it('fails neither where it comes second, and keeps what is to be told', async () => {
      const { held, atEnd, letGo } = withHeldEnd()
      const queueing = held.transaction((transaction) => queueDeliveries(transaction, hook))
      await atEnd
      const forgetting = forgetNotes(database, 30)
      await expect.poll(isWaiting, { timeout: 10_000 }).toBe(true)
      letGo()
      await queueing
      await forgetting
      expect(await tellAll()).toEqual([1, 2])
    })

    it('keeps what is replayed just then', async () => {
      await tellAll()
      const { held, atEnd, letGo } = withHeldEnd()
      const replaying = held.transaction((transaction) => replayDeliveries(transaction, 'site', 1))
      await atEnd
      const forgetting = forgetNotes(database, 30)
      await expect.poll(isWaiting, { timeout: 10_000 }).toBe(true)
      letGo()
      expect(await replaying).toBe(2)
      await forgetting
      expect(await tellAll()).toEqual([1, 2])
    })
  })
}
