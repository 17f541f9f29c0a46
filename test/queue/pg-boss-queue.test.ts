import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ContentError } from '../../src/errors.ts'
import { openPgBossQueue } from '../../src/queue/pg-boss-queue.ts'
import type { JobHandler, JobKind, PartHandlers, Queue } from '../../src/queue/queue.ts'
import { serverUrl } from '../support/database.ts'
import { type OpenedQueuePlace, openServerPlace, queuePlaces } from '../support/queue-place.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const nothing: JobHandler = async () => ({})

const handlersWith = (given: Partial<Record<JobKind, JobHandler>>) => ({
  publish: nothing,
  requests: nothing,
  release: nothing,
  gc: nothing,
  verify: nothing,
  ...given,
})

const noParts: PartHandlers = { media: async () => 'abandoned', embed: async () => 'abandoned' }

describe.each(queuePlaces)('jobs on %s', (_, open) => {
  let opened: OpenedQueuePlace
  let queue: Queue
  beforeEach(async () => {
    opened = await open()
    queue = await openQueue()
  })
  afterEach(async () => {
    await queue.close()
    await opened.close()
  })
  const openQueue = (): Promise<Queue> =>
    openPgBossQueue({ place: opened.place, role: 'works', onError: () => {} })
  const stateOf = async (kind: JobKind): Promise<readonly string[]> =>
    (await queue.jobs()).filter((job) => job.kind === kind).map(({ state }) => state)

  it('are one however often they are asked for, and one more where one is under way', async () => {
    const asked = Array.from({ length: 50 }, () => queue.send('publish'))
    await Promise.all(asked)
    expect(await stateOf('publish')).toEqual(['queued'])
    let running = 0
    let runs = 0
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>()
    const publish: JobHandler = async () => {
      running += 1
      runs += 1
      expect(running).toBe(1)
      await gate
      running -= 1
      return { release: runs }
    }
    await queue.work(handlersWith({ publish }), noParts)
    await expect.poll(() => runs, { timeout: 30_000 }).toBe(1)
    await Promise.all(Array.from({ length: 50 }, () => queue.send('publish')))
    expect(await stateOf('publish')).toEqual(['queued', 'active'])
    openGate()
    await expect.poll(() => stateOf('publish'), { timeout: 30_000 }).toEqual(['done', 'done'])
    expect(runs).toBe(2)
    expect((await queue.jobs()).find(({ kind }) => kind === 'publish')?.output).toEqual({
      release: 2,
    })
  })

  it('are asked for in a transaction only where it commits', async () => {
    const { database } = opened
    const failing = database.transaction(async (transaction) => {
      await queue.send('publish', transaction)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await stateOf('publish')).toEqual([])
    await database.transaction((transaction) => queue.send('publish', transaction))
    expect(await stateOf('publish')).toEqual(['queued'])
  })

  it('are tried again, and lie among the dead at last, from where a person sends them again', async () => {
    let fails = true
    const gc: JobHandler = async () => {
      if (fails)
        throw new ContentError('BUCKET', 'The bucket is away.', {
          hint: 'Wait.',
          cause: new Error('password=secret'),
        })
      return {}
    }
    // Nine attempts would take an hour.
    const hurry = "update queue.queue set retry_limit = 1, retry_delay = 1 where name = 'gc'"
    await opened.database.script(hurry)
    await queue.send('gc')
    await queue.work(handlersWith({ gc }), noParts)
    await expect.poll(() => stateOf('gc'), { timeout: 60_000 }).toEqual(['dead'])
    const [job] = (await queue.jobs()).filter(({ kind }) => kind === 'gc')
    expect(job).toMatchObject({
      attempts: 2,
      output: { name: 'BUCKET', message: expect.stringContaining('The bucket is away. Wait.') },
    })
    expect(JSON.stringify(await queue.jobs())).not.toContain('secret')
    fails = false
    expect(await queue.retry(job?.id ?? '')).toBe(true)
    expect(await queue.retry(crypto.randomUUID())).toBe(false)
    await expect.poll(() => stateOf('gc'), { timeout: 60_000 }).toEqual(['done'])
  })

  it('end before the queue closes, and say what waits for a person', async () => {
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>()
    let ended = false
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const verify: JobHandler = async () => {
      begin()
      await gate
      ended = true
      return { waits: 'Much would go.' }
    }
    await queue.send('verify')
    await queue.work(handlersWith({ verify }), noParts)
    await begun
    const closing = queue.close()
    openGate()
    await closing
    expect(ended).toBe(true)
    queue = await openQueue()
    expect(await stateOf('verify')).toEqual(['waits'])
  })
})

if (serverUrl !== undefined)
  describe('workers side by side', () => {
    it('do one job of a kind at a time, and go on when connections are ended under them (F5)', async () => {
      const opened = await openServerPlace()
      const workers = await Promise.all(
        [1, 2, 3].map(() =>
          openPgBossQueue({ place: opened.place, role: 'works', onError: () => {} }),
        ),
      )
      let running = 0
      let most = 0
      let runs = 0
      const publish: JobHandler = async () => {
        running += 1
        most = Math.max(most, running)
        await sleep(5)
        running -= 1
        runs += 1
        return {}
      }
      for (const each of workers) await each.work(handlersWith({ publish }), noParts)
      const [first] = workers
      for (let round = 1; round <= 3; round += 1) {
        await first?.send('publish')
        await expect.poll(() => runs, { timeout: 60_000 }).toBe(round)
      }
      await opened.database.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'hma-content queue%' and pid <> pg_backend_pid()",
      )
      await expect
        .poll(async () => first?.send('publish').then(() => 'sent', String), { timeout: 60_000 })
        .toBe('sent')
      await expect.poll(() => runs, { timeout: 60_000 }).toBeGreaterThanOrEqual(4)
      expect(most).toBe(1)
      for (const each of workers) await each.close()
      await opened.close()
    })
  })
