import { Hono } from 'hono'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openQueue, openWorkplace } from '../../src/commands/open-workplace.ts'
import type { Queue } from '../../src/queue/queue.ts'
import { startWorker, type Worker } from '../../src/queue/worker.ts'
import type { Workplace } from '../../src/queue/workplace.ts'
import { metricTable } from '../../src/telemetry/metric-table.ts'
import { openMetrics } from '../../src/telemetry/metrics.ts'
import { observe } from '../../src/telemetry/observer.ts'
import { neededParts, readiness } from '../../src/telemetry/readiness.ts'
import { stateMetrics } from '../../src/telemetry/state-metrics.ts'
import { addMonitoring } from '../../src/web/monitoring.ts'
import { article, openTestService, type TestService } from '../support/workplace.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let service: TestService
let place: Workplace
let queue: Queue
let worker: Worker
let stop: () => void
const app = new Hono()

beforeAll(async () => {
  service = await openTestService({
    'lessons/wind.md': article('Wind'),
    'lessons/dusk.md': article('Dusk'),
  })
  await service.source.write({ 'lessons/dusk.md': '---\ntitle: No end\n' })
  await service.push()
  const terminal = { print: () => {}, note: () => {}, progress: () => {}, columns: null }
  const variables = { PATH: process.env.PATH, ...service.variables }
  const context = { terminal, variables, now: new Date().toISOString() }
  place = await openWorkplace({ cwd: service.directory }, context)
  const { config, connections, mirror } = place
  queue = await openQueue(config, connections, { role: 'works', onError: () => {} })
  const metrics = openMetrics()
  stop = observe([metrics.observer])
  const { database } = connections
  const { stateDirectory } = config
  const parts = neededParts({ database, stateDirectory, mirror: mirror.directory })
  addMonitoring(app, {
    metrics,
    refresh: stateMetrics(database, metrics, { fresh: 0, patience: 1_000 }),
    readiness: readiness(parts, 1_000),
  })
  worker = await startWorker(place, queue, 3_600)
})
afterAll(async () => {
  await worker.stop()
  stop()
  await place.connections.close()
  await service[Symbol.asyncDispose]()
})

// On a busy machine.
const waitFor = { timeout: 60_000 }

const scrape = async (): Promise<string> => (await app.request('/metrics')).text()

/** The value of a series, as it is written; undefined where it is missing. */
const sample = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

it('counts what a run did, how long its stages took, and what is live and waits since', async () => {
  const released = 'hma_content_runs_total{kind="publish",outcome="released"}'
  await expect.poll(async () => sample(await scrape(), released), waitFor).toBe(1)
  const done = 'hma_content_job_done_timestamp_seconds{kind="publish"}'
  await expect.poll(async () => sample(await scrape(), done), waitFor).toBeGreaterThan(0)
  const series = [
    'hma_content_state_up',
    'hma_content_releases_total',
    'hma_content_quarantines_total',
    'hma_content_release_sequence',
    'hma_content_quarantined_texts{of="item"}',
    'hma_content_quarantined_texts{of="translation"}',
    'hma_content_pending_embeddings',
    'hma_content_jobs{kind="publish",state="dead"}',
    'hma_content_jobs{kind="publish",state="queued"}',
    'hma_content_job_waits{kind="publish"}',
    'hma_content_stage_duration_seconds_count{stage="documents"}',
  ]
  // A scrape does without what the database has no answer to in a second.
  const found = async (): Promise<readonly unknown[]> => {
    const text = await scrape()
    return series.map((each) => sample(text, each))
  }
  await expect.poll(found, waitFor).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1])
  const age = async (): Promise<number> =>
    Date.now() / 1000 - (sample(await scrape(), 'hma_content_release_timestamp_seconds') ?? 0)
  await expect.poll(age, waitFor).toBeLessThan(180)
  const text = await scrape()
  expect(
    sample(text, 'hma_content_embedding_tokens_total{model="offline-hash-v1"}'),
  ).toBeGreaterThan(0)
  expect(text).toContain('process_resident_memory_bytes')
})

it('is ready as long as all that a worker needs answers, and says which part does not', async () => {
  const ask = async (): Promise<readonly [number, unknown]> => {
    const response = await app.request('/readyz')
    return [response.status, await response.json()]
  }
  const parts = { database: 'ready', schema: 'ready', disk: 'ready', mirror: 'ready' }
  const becomes = (answer: unknown) => expect.poll(ask, waitFor).toMatchObject(answer as object)
  await becomes([200, { status: 'ready', parts }])
  const { database } = place.connections
  await database.query(
    "insert into pipeline.migrations (name, checksum) values ('999999-newer.sql', 'x')",
  )
  await becomes([503, { parts: { database: 'ready', schema: 'failed' } }])
  await database.query("delete from pipeline.migrations where name = '999999-newer.sql'")
  // Nobody else comes to these rows, and on the embedded database to none.
  await database.transaction(async ({ query }) => {
    await query('lock table pipeline.items, pipeline.migrations in access exclusive mode')
    const start = performance.now()
    const [answered, text] = await Promise.all([ask(), scrape(), ask(), scrape()])
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(answered).toMatchObject([
      503,
      { status: 'not ready', parts: { schema: 'no answer within 1 s' } },
    ])
    expect(sample(text, 'hma_content_state_up')).toBe(0)
    expect(sample(text, 'hma_content_release_sequence')).toBe(undefined)
    expect((await app.request('/healthz')).status).toBe(200)
  })
  await becomes([200, { status: 'ready', parts }])
  await expect.poll(async () => sample(await scrape(), 'hma_content_state_up'), waitFor).toBe(1)
})

it('names every metric of the table, each as Prometheus has them named', async () => {
  const text = await scrape()
  const types = new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type]) => [name, type]),
  )
  for (const [name, { type, help, labels }] of Object.entries(metricTable)) {
    expect(types.get(name)).toBe(type)
    expect(name).toMatch(/^hma_content(?:_[a-z]+)+$/)
    expect(name.endsWith('_total')).toBe(type === 'counter')
    expect(name).not.toMatch(
      /_(?:ms|milliseconds|minutes|kb|mb|count|sum|bucket|counter|gauge)(?:_|$)/,
    )
    if (type === 'histogram') expect(name).toMatch(/_seconds$/)
    expect(help).toMatch(/^[A-Z].*\.$/)
    // Prometheus has labels of these names itself.
    expect(labels.filter((label) => ['le', 'quantile', 'job', 'instance'].includes(label))).toEqual(
      [],
    )
  }
  const ours = [...types.keys()].filter((name) => name.startsWith('hma_content_'))
  expect(ours.toSorted()).toEqual(Object.keys(metricTable).toSorted())
})
