import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { deliveryAnswers, type ProgramEvent } from '../event.ts'
import { programVersion } from '../output/program-version.ts'
import { jobKinds, partKinds } from '../queue/queue.ts'
import { buckets, type MetricName, metricTable } from './metric-table.ts'
import { type EndedRun, type Observer, runOutcomes } from './observer.ts'

type Labels = Readonly<Record<string, string>>

/** The metrics of a process. */
export type Metrics = {
  /** Counts what happens. */
  readonly observer: Observer
  /** Gives a gauge its values, and takes those away that it had. */
  readonly set: (name: MetricName, values: readonly (readonly [Labels, number])[]) => void
  /** In Prometheus' text format. */
  readonly text: () => Promise<string>
  readonly contentType: string
}

/** Every metric of the table, and Node's own (`process_…`, `nodejs_…`). */
export const openMetrics = (): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const made = new Map(
    (Object.keys(metricTable) as MetricName[]).map((name) => [name, make(name, registry)]),
  )
  const add = (name: MetricName, labels: Labels, amount = 1): void => {
    const metric = made.get(name)
    if (metric instanceof Counter) metric.inc(labels, amount)
    if (metric instanceof Histogram) metric.observe(labels, amount)
  }
  const set: Metrics['set'] = (name, values) => {
    const metric = made.get(name)
    if (!(metric instanceof Gauge)) return
    metric.reset()
    // Without labels it would be 0 again, which is a value.
    if (values.length === 0) metric.remove({})
    for (const [labels, value] of values) metric.set(labels, value)
  }
  begin(add)
  set('hma_content_build_info', [[{ version: programVersion() }, 1]])
  return {
    observer: {
      onEvent: (event) => countEvent(event, add),
      onBegin: () => {},
      onEnd: (run) => countRun(run, add),
    },
    set,
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

const make = (name: MetricName, registry: Registry): Counter | Gauge | Histogram => {
  const { type, help, labels } = metricTable[name]
  const settings = { name, help, labelNames: [...labels], registers: [registry] }
  if (type === 'counter') return new Counter(settings)
  return type === 'gauge'
    ? new Gauge(settings)
    : new Histogram({ ...settings, buckets: [...buckets] })
}

// A series that begins with its first event has no increase by it, and no alert.
const begin = (add: Add): void => {
  for (const provider of ['github', 'gitlab'])
    for (const answer of deliveryAnswers)
      add('hma_content_deliveries_total', { provider, answer }, 0)
  for (const kind of [...jobKinds, ...partKinds])
    for (const outcome of runOutcomes) add('hma_content_runs_total', { kind, outcome }, 0)
  for (const name of ['hma_content_releases_total', 'hma_content_quarantines_total'] as const)
    add(name, {}, 0)
}

type Add = (name: MetricName, labels: Labels, amount?: number) => void

const countEvent = (event: ProgramEvent, add: Add): void => {
  switch (event.kind) {
    case 'delivery':
      add('hma_content_deliveries_total', { provider: event.provider, answer: event.answer })
      break
    case 'quarantined':
      add('hma_content_quarantines_total', {})
      break
    case 'released':
      add('hma_content_releases_total', {})
      break
    case 'hook':
      add('hma_content_hook_messages_total', { hook: event.hook, outcome: event.outcome })
      break
    case 'request': {
      const { to, operation, status, seconds, sent, received } = event
      add('hma_content_requests_total', { to, operation, status: statusClass(status) })
      add('hma_content_request_duration_seconds', { to }, seconds)
      add('hma_content_sent_bytes_total', { to }, sent)
      add('hma_content_received_bytes_total', { to }, received)
      break
    }
    case 'embedded': {
      const { model, tokens, cost } = event
      add('hma_content_embedding_tokens_total', { model }, tokens)
      if (cost !== null) add('hma_content_embedding_cost_dollars_total', { model }, cost)
      break
    }
    case 'fetched':
    case 'note':
  }
}

const statusClass = (status: number | null): string =>
  status === null ? 'none' : `${Math.floor(status / 100)}xx`

const countRun = ({ job, outcome, seconds, stages }: EndedRun, add: Add): void => {
  add('hma_content_runs_total', { kind: job, outcome })
  add('hma_content_run_duration_seconds', { kind: job }, seconds)
  for (const [stage, each] of Object.entries(stages))
    add('hma_content_stage_duration_seconds', { stage }, each)
}
