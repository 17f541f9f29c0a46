import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JobWithMetadata, PgBoss } from 'pg-boss'
import { traceContext } from '../event.ts'
import type { PartKind, PartOutcomes, Parts } from '../line/shared-work.ts'
import type { Sharing } from './queue.ts'

/** A part as it is kept, with whom it is done for. */
export type KeptPart<Kind extends PartKind> = {
  readonly run: string
  readonly part: Parts[Kind]
  /** W3C `traceparent` of that run; null for none. */
  readonly trace: string | null
}

// Whoever hands parts out takes them too. Where nobody does for so long, it is ending.
const patience = 30_000

/** `Queue.share` on pg-boss. */
export const shareParts = async <Kind extends PartKind>(
  boss: PgBoss,
  kind: Kind,
  parts: readonly Parts[Kind][],
  { signal, onPart }: Sharing,
): Promise<readonly PartOutcomes[Kind][]> => {
  const run = randomUUID()
  const trace = traceContext.getStore() ?? null
  // One publish is under way at a time, so what is queued is of one that came to its end.
  await boss.deleteQueuedJobs(kind)
  await boss.insert(
    kind,
    parts.map((part) => ({ data: { run, part, trace } })),
  )
  // Each look reads all parts.
  const pause = Math.min(1_000, 100 + 2 * parts.length)
  for (let taken = Date.now(); ; ) {
    const jobs = await boss.findJobs<object>(kind, { data: { run } })
    const open = jobs.filter(({ state }) => isOpen[state])
    onPart(parts.length - open.length)
    if (open.length === 0) return jobs.flatMap((job) => outcomesOf<Kind>(job))
    if (open.some(({ state }) => state === 'active')) taken = Date.now()
    const isDead = jobs.some(({ state }) => state === 'failed')
    // What one worker could not do in three attempts is no matter of luck: the run finds out, and says why.
    if (isDead || Date.now() - taken > patience) await boss.deleteQueuedJobs(kind)
    await sleep(pause, undefined, { signal })
  }
}

const isOpen: Readonly<Record<JobWithMetadata['state'], boolean>> = {
  created: true,
  retry: true,
  active: true,
  completed: false,
  cancelled: false,
  failed: false,
}

const outcomesOf = <Kind extends PartKind>({
  state,
  output,
}: JobWithMetadata): readonly PartOutcomes[Kind][] =>
  state === 'completed' && output !== null && !('abandoned' in output)
    ? [output as unknown as PartOutcomes[Kind]]
    : []
