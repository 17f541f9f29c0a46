import type { Hono } from 'hono'
import type { Workplace } from '../queue/workplace.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { neededParts, readiness } from '../telemetry/readiness.ts'
import { stateMetrics } from '../telemetry/state-metrics.ts'
import { addMonitoring } from '../web/monitoring.ts'

/** Adds to an application what whoever watches this process asks. */
export const monitored = (
  app: Hono,
  { config, connections: { database }, mirror }: Workplace,
  { metrics, works }: { readonly metrics: Metrics; readonly works: boolean },
): Hono => {
  const parts = neededParts({
    database,
    stateDirectory: config.stateDirectory,
    mirror: works ? mirror.directory : null,
  })
  addMonitoring(app, {
    metrics,
    refresh: stateMetrics(database, metrics),
    readiness: readiness(parts),
  })
  return app
}
