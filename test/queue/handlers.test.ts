import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Bucket } from '../../src/bucket/bucket.ts'
import { openWorkplace } from '../../src/commands/open-workplace.ts'
import { decide } from '../../src/database/decisions.ts'
import { sha256 } from '../../src/identifier.ts'
import { adoptObjects } from '../../src/line/adopt-objects.ts'
import { jobHandlers } from '../../src/queue/handlers.ts'
import { partHandlers } from '../../src/queue/part-handlers.ts'
import type { JobKind, JobOutcome } from '../../src/queue/queue.ts'
import type { Workplace } from '../../src/queue/workplace.ts'
import { article, openTestService, type TestService } from '../support/workplace.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const many = Object.fromEntries(
  Array.from({ length: 24 }, (_, at) => [`lessons/l${at}.md`, article(`Lesson ${at}`)]),
)

let service: TestService
let place: Workplace
const notes: string[] = []

beforeAll(async () => {
  service = await openTestService({ 'lessons/wind.md': article('Wind'), ...many })
  const terminal = {
    print: () => {},
    note: (text: string) => void notes.push(text),
    progress: () => {},
    columns: null,
  }
  const variables = { PATH: process.env.PATH, ...service.variables }
  const now = new Date().toISOString()
  place = await openWorkplace({ cwd: service.directory }, { terminal, variables, now })
})
afterAll(async () => {
  await place.connections.close()
  await service[Symbol.asyncDispose]()
})

const run = (kind: JobKind): Promise<JobOutcome> =>
  jobHandlers(place, queue)[kind](new AbortController().signal)

const queue = {
  share: () => Promise.reject(new Error('Nothing is worth it.')),
  send: () => Promise.reject(new Error('Nothing is to be asked for.')),
}

const titles = async (): Promise<readonly unknown[]> =>
  (
    await place.connections.database.query(
      "select title from content_mgmt.content_items where status = 'published' order by title",
    )
  ).map(({ title }) => title)

describe('the jobs of a worker', () => {
  it('publish what is pushed, once, and release, compare and collect after it', async () => {
    expect(await run('release')).toEqual({})
    expect(await run('publish')).toMatchObject({ release: 1, quarantined: 0, pending: 0 })
    expect(await titles()).toHaveLength(25)
    expect(await run('publish')).toMatchObject({ release: null })
    await service.source.write({ 'lessons/wind.md': article('Wind and thermals') })
    const commit = await service.push()
    expect(await run('publish')).toMatchObject({ commit, release: 2 })
    expect(await titles()).toContain('Wind and thermals')
    expect(await run('release')).toEqual({ next: null })
    expect(await run('verify')).toEqual({ differences: 0 })
    expect(await run('gc')).toMatchObject({ removed: 0 })
  })

  it('wait for a person before much is taken down, and go on with what else is pushed', async () => {
    const before = await titles()
    await service.source.remove(...Object.keys(many))
    const deletion = await service.push('Remove most of it')
    expect(await run('publish')).toMatchObject({
      waits: 'This would take down 24 of 25 live items.',
      hint: expect.stringContaining('hma-content confirm'),
    })
    expect(await titles()).toEqual(before)
    expect(await run('release')).toHaveProperty('next')
    expect(await run('gc')).toMatchObject({ removed: 0 })
    const at = new Date().toISOString()
    const decider = { by: 'Ada', at, reason: 'Meant.' }
    await decide(place.connections.database, [{ kind: 'confirm', commit: deletion }], decider)
    expect(await run('publish')).toMatchObject({ commit: deletion, release: expect.any(Number) })
    expect(await titles()).toEqual(['Wind and thermals'])
  })

  it('wait for a person after a forced push, though the mirror is another machine’s', async () => {
    await service.source.git('reset', '--quiet', '--hard', 'HEAD~1')
    await service.source.write({ 'lessons/dawn.md': article('Dawn') })
    const forced = await service.push('Go another way', '--force')
    await rm(join(service.directory, '.hma-content', 'mirror.git'), { recursive: true })
    expect(await run('publish')).toHaveProperty('waits')
    expect(await titles()).toEqual(['Wind and thermals'])
    const decider = { by: 'Ada', at: new Date().toISOString(), reason: '' }
    await decide(place.connections.database, [{ kind: 'confirm', commit: forced }], decider)
    expect(await run('publish')).toMatchObject({ commit: forced, release: expect.any(Number) })
    expect(await titles()).toContain('Dawn')
  })

  it('make live what a date has made due', async () => {
    await service.source.write({
      'lessons/dusk.md': '---\ntitle: Dusk\nlive_from: 2999-01-01T00:00:00Z\n---\nWait.\n',
    })
    await service.push()
    expect(await run('publish')).toMatchObject({ quarantined: 0 })
    expect(await run('release')).toEqual({ next: '2999-01-01T00:00:00.000Z' })
    vi.useFakeTimers({ now: Date.UTC(2999, 0, 2), toFake: ['Date'] })
    try {
      expect(await run('release')).toMatchObject({ release: expect.any(Number) })
    } finally {
      vi.useRealTimers()
    }
    expect(await titles()).toContain('Dusk')
  })

  it('find no difference where something is published while they compare', async () => {
    await service.source.write({ 'lessons/wind.md': article('Wind at dusk') })
    await service.push()
    const { wholeBucket } = place.connections
    let looks = 0
    const list: Bucket['list'] = async (prefix) => {
      const keys = await wholeBucket.list(prefix)
      looks += 1
      if (looks === 1) expect(await run('publish')).toMatchObject({ release: expect.any(Number) })
      return keys
    }
    const connections = { ...place.connections, wholeBucket: { ...wholeBucket, list } }
    const { verify } = jobHandlers({ ...place, connections }, queue)
    expect(await verify(new AbortController().signal)).toEqual({ differences: 0 })
    expect(looks).toBeGreaterThan(1)
  })

  it('leave what is due to the publish that has recorded more than is live', async () => {
    const { database } = place.connections
    const [was] = await database.query('select commit from pipeline.recorded')
    const asked: JobKind[] = []
    const send = async (kind: JobKind): Promise<void> => void asked.push(kind)
    const release = () =>
      jobHandlers(place, { ...queue, send }).release(new AbortController().signal)
    await database.query('update pipeline.recorded set commit = $1', ['f'.repeat(40)])
    await release()
    expect(asked).toEqual([])
    vi.useFakeTimers({ now: Date.UTC(2999, 0, 3), toFake: ['Date'] })
    try {
      const due =
        'update pipeline.releases set summary = summary || $1 where sequence = (select max(sequence) from pipeline.releases)'
      await database.query(due, [{ dueAt: '2999-01-02T00:00:00.000Z' }])
      expect(await release()).toEqual({ next: '2999-01-02T00:00:00.000Z' })
      expect(asked).toEqual(['publish'])
      await database.query(due, [{ dueAt: null }])
    } finally {
      vi.useRealTimers()
      await database.query('update pipeline.recorded set commit = $1', [was?.commit])
    }
  })

  it('collect also what was made of a picture that is gone, though they look at it each day', async () => {
    const { database, wholeBucket } = place.connections
    const put = async (key: string, text: string): Promise<string> => {
      const headers = { contentType: 'application/json', cacheControl: 'x' }
      await wholeBucket.put(key, Buffer.from(text), headers, { kind: 'create' })
      return key
    }
    const image = await put(`images/${sha256('pixels')}-640.webp`, 'pixels')
    const made = { schema: 1, outputs: [{ key: image }], thumbnail: { key: image } }
    const record = await put(`renditions/${sha256('a picture')}.json`, JSON.stringify(made))
    for (let week = 1; week <= 4; week += 1) {
      // A worker looks which objects are marked each hour.
      const bucket = adoptObjects(wholeBucket, database)
      const later = { ...place, connections: { ...place.connections, bucket } }
      for (const kind of ['verify', 'gc'] as const)
        await jobHandlers(later, queue)[kind](new AbortController().signal)
      await database.query("update pipeline.garbage set marked_at = marked_at - interval '8 days'")
    }
    const stored = await wholeBucket.list('')
    expect([image, record].filter((key) => stored.includes(key))).toEqual([])
  })

  it('leave a broken picture to the publish, and do no part that was overtaken', async () => {
    const { database, bucket } = place.connections
    await service.source.write({ 'broken.png': 'no picture', 'more.pdf': '%PDF-1.7 some bytes' })
    const commit = await service.push()
    const files = await Promise.all(
      ['broken.png', 'more.pdf'].map(
        async (path) =>
          [path, (await service.source.git('rev-parse', `HEAD:${path}`)).trim()] as const,
      ),
    )
    const fenceNow = async (): Promise<number> => {
      const [row] = await database.query('select fence from pipeline.recorded')
      return Number(row?.fence)
    }
    const parts = partHandlers(place)
    const before = await bucket.list('')
    const fence = (await fenceNow()) - 1
    expect(await parts.media({ commit, fence, files })).toBe('abandoned')
    expect(await bucket.list('')).toEqual(before)
    expect(await parts.media({ commit, fence: fence + 1, files })).toMatchObject({
      files: 2,
      findings: 1,
      uploaded: 1,
    })
    expect(await bucket.list('documents/')).toHaveLength(1)
    const digests = { from: '', to: 'g' }
    expect(await parts.embed({ model: 'another', ...digests })).toBe('abandoned')
    const { model } = place.connections.embedder
    expect(await parts.embed({ model, ...digests })).toMatchObject({ embedded: 0 })
  })

  it('are not begun on a database that a newer program has changed (F27)', async () => {
    const { database } = place.connections
    await database.query(
      "insert into pipeline.migrations (name, checksum) values ('999999-newer.sql', 'x')",
    )
    await service.source.write({ 'lessons/noon.md': article('Noon') })
    await service.push()
    await expect(run('publish')).rejects.toMatchObject({ code: 'MIGRATION' })
    expect(await titles()).not.toContain('Noon')
    await database.query("delete from pipeline.migrations where name = '999999-newer.sql'")
  })
})
