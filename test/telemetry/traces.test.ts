import { createHmac } from 'node:crypto'
import { afterEach, expect, it, vi } from 'vitest'
import { openQueue, openWorkplace } from '../../src/commands/open-workplace.ts'
import { during } from '../../src/event.ts'
import { startWorker } from '../../src/queue/worker.ts'
import { openTraces } from '../../src/telemetry/open-traces.ts'
import { tracesWanted } from '../../src/telemetry/traces-wanted.ts'
import { acceptDeliveries } from '../../src/web/accept-deliveries.ts'
import { webhooks } from '../../src/web/webhooks.ts'
import { openOpenaiServer } from '../support/openai-server.ts'
import { openOtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.ts'
import { article, openTestService, repositoryId } from '../support/workplace.ts'

vi.setConfig({ testTimeout: 120_000 })
afterEach(() => {
  vi.unstubAllEnvs()
})

const secret = 'a-webhook-secret'

it('follow a delivery to the run that it asks for, its stages and its requests', async () => {
  await using receiver = await openOtlpReceiver()
  await using openai = await openOpenaiServer()
  await using service = await openTestService({ 'lessons/wind.md': article('Wind') })
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.endpoint)
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment=test')
  const stop = openTraces([])
  const account = { OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: openai.baseUrl }
  const variables = { PATH: process.env.PATH, ...service.variables, ...account }
  const terminal = { print: () => {}, note: () => {}, progress: () => {}, columns: null }
  const place = await openWorkplace({ cwd: service.directory }, { terminal, variables, now: '' })
  const { connections, config } = place
  const queue = await openQueue(config, connections, { role: 'works', onError: () => {} })
  const app = webhooks({
    subject: { repository: repositoryId, branch: 'main' },
    secrets: { github: [secret], gitlab: [] },
    accept: acceptDeliveries(connections.database, queue),
    onError: () => {},
  })
  const body = JSON.stringify({
    ref: 'refs/heads/main',
    after: 'a',
    repository: { id: repositoryId },
  })
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const { status } = await app.request('/webhooks/github', {
    method: 'POST',
    body,
    headers: {
      'x-github-event': 'push',
      'x-github-delivery': 'one',
      'x-hub-signature-256': `sha256=${signature}`,
    },
  })
  expect(status).toBe(202)
  const worker = await startWorker(place, queue, 3_600)
  const release = 'select sequence from pipeline.releases where pointer_written'
  await expect.poll(() => connections.database.query(release), { timeout: 60_000 }).toHaveLength(1)
  await worker.stop()
  await connections.close()
  await stop()
  const only = (name: string, of?: ReceivedSpan): ReceivedSpan => {
    const found = receiver.spans.filter(
      (span) => span.name === name && (of === undefined || span.parentId === of.spanId),
    )
    expect(found.length, name).toBeGreaterThan(0)
    return found[0] as ReceivedSpan
  }
  const delivery = only('delivery github')
  const run = only('run publish', delivery)
  const traced = [run, only('stage documents', run), only('stage release', run)]
  const embed = only('stage embed', run)
  const bought = only('embeddings embed')
  expect(new Set([...traced, embed, bought].map(({ traceId }) => traceId))).toEqual(
    new Set([delivery.traceId]),
  )
  expect(delivery.parentId).toBe('')
  expect(run.attributes).toMatchObject({ 'hma.job': 'publish', 'hma.release': 1, 'hma.attempt': 1 })
  expect(run.attributes['hma.commit']).toMatch(/^[0-9a-f]{40}$/)
  expect(bought.attributes).toMatchObject({ 'http.response.status_code': 200 })
  expect(bought.start).toBeLessThan(bought.end)
  expect(bought.end).toBeLessThanOrEqual(run.end + 1_000_000n)
  expect(receiver.spans.flatMap(({ events }) => events)).toEqual(['released'])
  expect(receiver.resource()).toMatchObject({
    'service.name': 'hma-content',
    'deployment.environment': 'test',
  })
})

it('hold no secret of what a run failed with, and end though nobody takes them', async () => {
  await using receiver = await openOtlpReceiver()
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.endpoint)
  const stop = openTraces(['ghp_0123456789'])
  const step = {
    kind: 'run',
    job: 'gc',
    id: 'one',
    attempt: 9,
    isLast: true,
    trace: 'forged',
  } as const
  const failing = async (): Promise<never> => {
    throw new Error('cannot fetch with ghp_0123456789')
  }
  await expect(during(step, failing)).rejects.toThrow('cannot fetch')
  await stop()
  const [span] = receiver.spans
  expect(receiver.spans).toHaveLength(1)
  expect(span).toMatchObject({ name: 'run gc', parentId: '', status: 2 })
  expect(JSON.stringify(span?.attributes)).not.toContain('ghp_')
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:1')
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '500')
  const unheard = openTraces([])
  await during(step, async () => {})
  await unheard()
})

it('are sent only where the environment says so', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }
  expect(tracesWanted({})).toBe(false)
  expect(tracesWanted(endpoint)).toBe(true)
  expect(tracesWanted({ OTEL_TRACES_EXPORTER: 'otlp' })).toBe(true)
  expect(tracesWanted({ ...endpoint, OTEL_SDK_DISABLED: 'true' })).toBe(false)
  expect(tracesWanted({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' })).toBe(false)
  expect(tracesWanted({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' })).toBe(true)
  expect(() => tracesWanted({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow(
    'Traces are sent by `http/protobuf`, got `grpc`.',
  )
})
