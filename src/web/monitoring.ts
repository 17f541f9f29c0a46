import type { Hono } from 'hono'
import type { Metrics } from '../telemetry/metrics.ts'
import { isReady, type PartState } from '../telemetry/readiness.ts'

/** What a process tells those who watch it. */
export type MonitoringInput = {
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>
  /** Asks the database for the gauges of state. */
  readonly refresh: () => Promise<void>
  readonly readiness: () => Promise<Readonly<Record<string, PartState>>>
}

/** Adds what whoever watches a process asks: whether it lives, whether it can do its work, and its metrics. */
export const addMonitoring = (
  app: Hono,
  { metrics, refresh, readiness }: MonitoringInput,
): void => {
  app.get('/healthz', () => Response.json({ status: 'fine' }))
  app.get('/readyz', async () => {
    const parts = await readiness()
    const status = isReady(parts) ? 200 : 503
    return Response.json({ status: status === 200 ? 'ready' : 'not ready', parts }, { status })
  })
  app.get('/metrics', async () => {
    await refresh()
    return new Response(await metrics.text(), { headers: { 'content-type': metrics.contentType } })
  })
}
