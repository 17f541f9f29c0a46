import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Attributes,
  type Context,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { events, type HeardStep, type ProgramEvent, steps, tell, traceContext } from '../event.ts'
import { programVersion } from '../output/program-version.ts'
import type { JobOutcome } from '../queue/queue.ts'
import { redactor } from './redact.ts'
import { isTold, requestAttributes, stepAttributes, stepKinds, stepName } from './span.ts'

/** A span under way, and what was asked of others within it so far. */
type Open = {
  readonly span: Span
  readonly context: Context
  readonly counts: Record<string, number>
}

/**
 * Sends a span for each delivery, run and stage, and for the requests within them that took their time, to where `OTEL_*` says,
 * until the function that it returns is called. Where they go, how many are sampled and the like is read from there by OpenTelemetry's SDK.
 */
export const openTraces = (secrets: readonly string[]): (() => Promise<void>) => {
  const redact = redactor(secrets)
  const note = (text: string): void =>
    tell({ kind: 'note', level: 'error', text: `Traces: ${text.slice(0, 300)}` })
  const quiet = { info: () => {}, debug: () => {}, verbose: () => {} }
  diag.setLogger({ error: note, warn: note, ...quiet }, DiagLogLevel.WARN)
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(
        resourceFromAttributes({
          'service.name': 'hma-content',
          'service.version': programVersion(),
        }),
      )
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  })
  const stop = trackSpans(provider.getTracer('hma-content', programVersion()), redact)
  return async () => {
    stop()
    // Whoever receives them may be gone, which is no reason not to end.
    await provider.shutdown().catch(() => {})
    diag.disable()
  }
}

/** Makes spans of what is heard; returns what ends that. */
const trackSpans = (tracer: Tracer, redact: (text: string) => string): (() => void) => {
  const current = new AsyncLocalStorage<Open | undefined>()
  const opened = new WeakMap<object, Open>()
  const open = (step: HeardStep): Open => {
    const found = opened.get(step)
    if (found !== undefined) return found
    const parent = parentOf(step) ?? current.getStore()?.context ?? ROOT_CONTEXT
    const settings = { kind: stepKinds[step.kind], attributes: stepAttributes(step) }
    const span = tracer.startSpan(stepName(step), settings, parent)
    const made = { span, context: trace.setSpan(parent, span), counts: {} }
    opened.set(step, made)
    return made
  }
  const ended = (message: unknown): void => {
    const step = message as HeardStep
    const { span, counts } = open(step)
    span.setAttributes({ ...counts, ...outcomeOf(step) })
    if (step.error !== undefined) {
      const text = step.error instanceof Error ? step.error.message : String(step.error)
      span.setStatus({ code: SpanStatusCode.ERROR, message: redact(text) })
    }
    span.end()
  }
  const happened = (message: unknown): void => {
    const event = message as ProgramEvent
    const within = current.getStore()
    if (within !== undefined) markEvent(tracer, within, event)
  }
  steps.start.bindStore(current, open)
  steps.start.bindStore(traceContext, (step) => headerOf(open(step).span))
  steps.asyncEnd.subscribe(ended)
  events.subscribe(happened)
  return () => {
    steps.start.unbindStore(current)
    steps.start.unbindStore(traceContext)
    steps.asyncEnd.unsubscribe(ended)
    events.unsubscribe(happened)
  }
}

// https://www.w3.org/TR/trace-context/#traceparent-header
const headerOf = (span: Span): string => {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

const header = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

const parentOf = (step: HeardStep): Context | null => {
  if (step.kind !== 'run' || step.trace === null) return null
  const [, traceId, spanId, flags] = header.exec(step.trace) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  const asked = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
  return trace.setSpanContext(ROOT_CONTEXT, asked)
}

const outcomeOf = ({ kind, result }: HeardStep): Attributes => {
  if (kind !== 'run') return {}
  const { commit, release, waits } = (result ?? {}) as JobOutcome
  return {
    ...(typeof commit === 'string' ? { 'hma.commit': commit } : {}),
    ...(typeof release === 'number' ? { 'hma.release': release } : {}),
    ...(waits === undefined ? {} : { 'hma.waits': true }),
  }
}

const markEvent = (tracer: Tracer, { span, context, counts }: Open, event: ProgramEvent): void => {
  if (event.kind === 'quarantined') span.addEvent('quarantined', { 'hma.item': event.item })
  if (event.kind === 'released') span.addEvent('released', { 'hma.release': event.release })
  if (event.kind !== 'request') return
  const { to, operation, seconds, sent, received } = event
  const add = (name: string, amount: number): void => {
    counts[`hma.${to}.${name}`] = (counts[`hma.${to}.${name}`] ?? 0) + amount
  }
  add('requests', 1)
  add('sent_bytes', sent)
  add('received_bytes', received)
  if (!isTold(event)) return
  const end = Date.now()
  const attributes = requestAttributes(event)
  const startTime = end - seconds * 1_000
  const settings = { kind: SpanKind.CLIENT, startTime, attributes }
  tracer.startSpan(`${to} ${operation}`, settings, context).end(end)
}
