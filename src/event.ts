import { AsyncLocalStorage } from 'node:async_hooks'
import { channel, tracingChannel } from 'node:diagnostics_channel'
import type { PartKind } from './line/shared-work.ts'
import type { StageName } from './line/stages.ts'
import type { JobKind } from './queue/queue.ts'

/**
 * What happened that whoever operates the program may look for. No secret, no address and no text of a lesson is in one; `seconds` are
 * those that it took, and costs US dollars.
 */
export type ProgramEvent =
  | {
      readonly kind: 'delivery'
      readonly provider: 'github' | 'gitlab'
      /** Null where it was refused before it was read. */
      readonly id: string | null
      readonly answer: DeliveryAnswer
      readonly status: number
    }
  | { readonly kind: 'fetched'; readonly commit: string }
  | {
      readonly kind: 'quarantined'
      /** Its slug. */
      readonly item: string
      readonly language: string | null
      readonly reason: string
    }
  | { readonly kind: 'released'; readonly release: number; readonly commit: string }
  | {
      readonly kind: 'hook'
      readonly hook: string
      readonly outcome: 'told' | 'later' | 'given up'
    }
  | {
      readonly kind: 'request'
      readonly to: RequestedService
      readonly operation: string
      /** Null where there was no answer. */
      readonly status: number | null
      readonly seconds: number
      /** Bytes of bodies. */
      readonly sent: number
      readonly received: number
    }
  | {
      readonly kind: 'embedded'
      readonly model: string
      readonly tokens: number
      /** Null where the price is not known. */
      readonly cost: number | null
    }
  | { readonly kind: 'note'; readonly level: 'info' | 'error'; readonly text: string }

/** Services that are asked over a network. */
export type RequestedService = 's3' | 'lfs' | 'embeddings'

/** What became of a delivery. */
export const deliveryAnswers = ['accepted', 'seen', 'ignored', 'refused', 'failed'] as const

export type DeliveryAnswer = (typeof deliveryAnswers)[number]

/** What takes its time. */
export type Step =
  | {
      readonly kind: 'run'
      readonly job: JobKind | PartKind
      readonly id: string
      /** From 1. */
      readonly attempt: number
      /** Whether it is given up where this attempt fails. */
      readonly isLast: boolean
      /** W3C `traceparent` of what asked for it; null for none. */
      readonly trace: string | null
    }
  | { readonly kind: 'stage'; readonly stage: StageName }
  /** A delivery that is signed, until it is written down. */
  | { readonly kind: 'delivery'; readonly provider: 'github' | 'gitlab' }

/** A step as it is heard of: with what it came to, once it has ended. */
export type HeardStep = Step & { readonly result?: unknown; readonly error?: unknown }

/** Where events are told. */
export const events = channel('hma-content.event')

/** Where steps are told, as they begin and as they end; what happens within one inherits what is bound to its beginning. */
export const steps = tracingChannel<unknown, HeardStep>('hma-content.step')

/** W3C `traceparent` of the step that is under way, to go along with what it asks for; empty where nobody traces. */
export const traceContext = new AsyncLocalStorage<string>()

/** Tells whoever listens what happened; commands that end by themselves have nobody listen. */
export const tell = (event: ProgramEvent): void => events.publish(event)

/** Does something as a step that those who listen see begin and end. */
export const during = <T>(step: Step, work: () => Promise<T>): Promise<T> =>
  steps.tracePromise(work, { ...step })
