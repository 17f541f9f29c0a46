import type { Transaction } from '../database/database.ts'
import type { PartKind, PartOutcomes, Parts } from '../line/shared-work.ts'

/** What workers do, each by itself for one environment. */
export const jobKinds = ['publish', 'requests', 'release', 'gc', 'verify'] as const

export type JobKind = (typeof jobKinds)[number]

/** Parts of a job, which workers do side by side. */
export const partKinds = ['media', 'embed'] as const satisfies readonly PartKind[]

/** What a job came to, as JSON. `waits` says why a person has to decide before it can go on. */
export type JobOutcome = Readonly<Record<string, unknown>> & { readonly waits?: string }

/** Does a job. What it throws is tried again. */
export type JobHandler = (signal: AbortSignal) => Promise<JobOutcome>

/** Does a part of a job; `abandoned` where what it was a part of has been overtaken. What it throws is tried again. */
export type PartHandlers = {
  readonly [Kind in PartKind]: (part: Parts[Kind]) => Promise<PartOutcomes[Kind] | 'abandoned'>
}

/** A part of a publish, of the worker that hands it out. */
export type Sharing = {
  /** Aborted when the job that waits for the parts is no longer its worker's. */
  readonly signal: AbortSignal
  /** Hears how many parts have ended. */
  readonly onPart: (done: number) => void
}

/** A job as people see it; moments in ISO 8601, UTC. */
export type Job = {
  readonly id: string
  readonly kind: string
  /** `waits`: it has ended, and a person has to decide. `dead`: it was tried as often as it may be. */
  readonly state: 'queued' | 'retry' | 'active' | 'done' | 'waits' | 'dead'
  readonly attempts: number
  readonly created: string
  readonly started: string | null
  readonly ended: string | null
  /** What it came to, or why its last attempt failed. */
  readonly output: unknown
}

/** The port to whatever hands jobs to workers, on this machine and others. */
export type Queue = {
  /** Asks for a job. While one of its kind is queued, no other is added. With a transaction, only if that commits. */
  readonly send: (kind: JobKind, transaction?: Transaction) => Promise<void>
  /** Takes jobs from now on, one of each kind at a time among all workers, and begins those of the clock. */
  readonly work: (
    handlers: Readonly<Record<JobKind, JobHandler>>,
    parts: PartHandlers,
  ) => Promise<void>
  /**
   * Hands parts out to all workers, this one among them, in place of those of before that nobody has begun, and waits until each has
   * ended. Gives what those came to that ended well.
   */
  readonly share: <Kind extends PartKind>(
    kind: Kind,
    parts: readonly Parts[Kind][],
    sharing: Sharing,
  ) => Promise<readonly PartOutcomes[Kind][]>
  /** All jobs that are remembered, newest first. */
  readonly jobs: () => Promise<readonly Job[]>
  /** Has a dead job tried again; false where there is none of that id. */
  readonly retry: (id: string) => Promise<boolean>
  /** Takes no more jobs, and waits a while for those under way. What does not end is left to others. */
  readonly close: () => Promise<void>
}
