import { type Attributes, SpanKind } from '@opentelemetry/api'
import type { ProgramEvent, Step } from '../event.ts'

type Request = Extract<ProgramEvent, { kind: 'request' }>

/** What a step is called among spans. */
export const stepName = (step: Step): string => {
  if (step.kind === 'run') return `run ${step.job}`
  return step.kind === 'stage' ? `stage ${step.stage}` : `delivery ${step.provider}`
}

/** What kind of span a step is. */
export const stepKinds: Readonly<Record<Step['kind'], SpanKind>> = {
  run: SpanKind.CONSUMER,
  stage: SpanKind.INTERNAL,
  delivery: SpanKind.SERVER,
}

/** What is known of a step as it begins. */
export const stepAttributes = (step: Step): Attributes =>
  step.kind === 'run'
    ? { 'hma.job': step.job, 'hma.run': step.id, 'hma.attempt': step.attempt }
    : {}

/**
 * Whether a request has a span of its own. A first publish sends tens of thousands of small ones, whose sums stand with their stage; each
 * to the embedding service holds some hundred texts.
 */
export const isTold = ({ to, status, seconds, sent, received }: Request): boolean =>
  to === 'embeddings' ||
  status === null ||
  status >= 500 ||
  seconds >= 0.1 ||
  sent + received >= 1024 * 1024

/** What a request came to. */
export const requestAttributes = ({ status, sent, received }: Request): Attributes => ({
  ...(status === null ? { 'error.type': 'no answer' } : { 'http.response.status_code': status }),
  'http.request.body.size': sent,
  'http.response.body.size': received,
})
