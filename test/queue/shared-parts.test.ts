import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { MediaPart } from '../../src/line/shared-work.ts'
import { openPgBossQueue } from '../../src/queue/pg-boss-queue.ts'
import type { JobKind, PartHandlers, Queue } from '../../src/queue/queue.ts'
import { type OpenedQueuePlace, queuePlaces } from '../support/queue-place.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const noJob = async () => ({})
const noJobs = {
  publish: noJob,
  requests: noJob,
  release: noJob,
  gc: noJob,
  verify: noJob,
} satisfies Record<JobKind, unknown>

const partOf = (name: string): MediaPart => ({ commit: 'c', fence: 1, files: [[name, 'b']] })
const nameOf = ({ files }: MediaPart): string => files[0]?.[0] ?? ''
const parts = Array.from({ length: 12 }, (_, at) => partOf(`p${at}`))
const names = parts.map(nameOf)

const outcome = { worker: 'w', files: 1, uploaded: 1, bytes: 10, findings: 0 }

const doing = (media: (name: string) => Promise<void>): PartHandlers => ({
  media: async (part) => {
    await media(nameOf(part))
    return outcome
  },
  embed: async () => 'abandoned',
})

describe.each(queuePlaces)('parts of a publish on %s', (where, open) => {
  let opened: OpenedQueuePlace
  let queues: Queue[]
  const openQueue = async (): Promise<Queue> => {
    const queue = await openPgBossQueue({ place: opened.place, role: 'works', onError: () => {} })
    queues.push(queue)
    return queue
  }
  beforeEach(async () => {
    opened = await open()
    queues = []
  })
  afterEach(async () => {
    for (const queue of queues) await queue.close()
    await opened.close()
  })
  const share = (queue: Queue, heard: number[] = []) =>
    queue.share('media', parts, {
      signal: new AbortController().signal,
      onPart: (done) => heard.push(done),
    })

  it('are each done once by those who take them, and told of', async () => {
    // The embedded database belongs to one process.
    const workers = where === 'a server' ? 2 : 1
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>()
    const done: (readonly [worker: number, name: string])[] = []
    for (let worker = 0; worker < workers; worker += 1) {
      const media = async (name: string): Promise<void> => {
        done.push([worker, name])
        // Each holds one until all have one.
        if (new Set(done.map(([by]) => by)).size === workers) openGate()
        await gate
      }
      await (await openQueue()).work(noJobs, doing(media))
    }
    const heard: number[] = []
    const [first] = queues
    if (first === undefined) throw new Error('Expected a queue.')
    expect(await share(first, heard)).toEqual(parts.map(() => outcome))
    expect(done.map(([, name]) => name).toSorted()).toEqual(names.toSorted())
    expect(new Set(done.map(([by]) => by)).size).toBe(workers)
    expect(heard.at(-1)).toBe(parts.length)
    const listed = (await first.jobs()).filter(({ kind }) => kind === 'media')
    expect(listed.map(({ state }) => state)).toEqual(parts.map(() => 'done'))
  })

  it('are left to the run once one has failed for good, and take the place of those of before', async () => {
    const queue = await openQueue()
    await queue
      .share('media', [partOf('old')], {
        signal: AbortSignal.timeout(200),
        onPart: () => {},
      })
      .catch(() => {})
    const done: string[] = []
    // Three attempts would take some ten seconds.
    await opened.database.script("update queue.queue set retry_limit = 0 where name = 'media'")
    const working = share(queue)
    // A worker that began before would take what is still there of those of before.
    await expect.poll(() => queue.jobs()).toHaveLength(parts.length)
    await queue.work(
      noJobs,
      doing(async (name) => {
        done.push(name)
        if (name === 'p0') throw new Error('The bucket is away.')
      }),
    )
    const outcomes = await working
    expect(outcomes.length).toBeLessThan(parts.length)
    expect(outcomes.length).toBe(done.length - 1)
    expect(done).not.toContain('old')
    const [dead] = (await queue.jobs()).filter(({ state }) => state === 'dead')
    expect(dead).toMatchObject({ kind: 'media', output: { message: 'The bucket is away.' } })
  })

  it('are not waited for by a job that is no longer its worker’s', async () => {
    const queue = await openQueue()
    const controller = new AbortController()
    const onPart = (): void => controller.abort(new Error('taken away'))
    const waiting = queue.share('media', parts, { signal: controller.signal, onPart })
    await expect(waiting).rejects.toThrow()
  })
})
