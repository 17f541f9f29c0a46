import { fromPglite, type JobWithMetadata, PgBoss } from 'pg-boss'
import type { Transaction } from '../database/database.ts'
import type { ForeignSql } from '../database/pglite.ts'
import { parseAddress } from '../database/server-address.ts'
import { during, traceContext } from '../event.ts'
import { usualConcurrency } from '../line/buy-vectors.ts'
import type { PartKind } from '../line/shared-work.ts'
import { asJob, dead, withoutCause } from './kept-job.ts'
import {
  type JobHandler,
  type JobKind,
  jobKinds,
  type PartHandlers,
  partKinds,
  type Queue,
} from './queue.ts'
import { type KeptPart, shareParts } from './shared-parts.ts'

/** Where jobs are kept: with the rows of the environment. */
export type QueuePlace =
  | { readonly kind: 'server'; readonly url: string }
  | { readonly kind: 'embedded'; readonly sql: ForeignSql }

/** Where jobs are kept, and who hears of what goes wrong beside them. */
export type QueueOptions = {
  readonly place: QueuePlace
  /** Only who works looks after jobs whose worker is gone, and begins those of the clock. */
  readonly role: 'works' | 'asks'
  readonly onError: (error: Error) => void
}

const schema = 'queue'
const noJob = '00000000-0000-0000-0000-000000000000'
const day = 86_400

/**
 * Each kind in a queue of its own, of which one job is queued at a time. That one is under way at a time is asked of the workers, by
 * group: the policies that would keep to it have workers pass over all jobs for up to a minute after one (12.35.0). A worker that says nothing for
 * half a minute loses its job to another; what it still changes then is refused by the fence. Waits grow and are drawn by lot.
 */
const queueSettings = {
  policy: 'short',
  deadLetter: dead,
  retryLimit: 8,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 900,
  heartbeatSeconds: 30,
  expireInSeconds: 12 * 3600,
  deleteAfterSeconds: day,
} as const

/** Parts are many, and none waits for another. Whoever waits for them does itself what fails too often. */
const partSettings = {
  ...queueSettings,
  policy: 'standard',
  retryLimit: 2,
  deleteAfterSeconds: 3_600,
} as const

// Pictures fill all cores, one part at a time; texts wait for a service.
const partsAtOnce: Readonly<Record<PartKind, number>> = { media: 1, embed: usualConcurrency }

/** Cron expressions, UTC. Publishing is begun by deliveries, and by a timer of each worker. */
const clock: Partial<Record<JobKind, string>> = {
  release: '* * * * *',
  requests: '*/5 * * * *',
  gc: '17 3 * * *',
  verify: '47 4 * * *',
}

/** pg-boss, in a schema of its own that it makes and brings up to date. */
export const openPgBossQueue = async ({ place, role, onError }: QueueOptions): Promise<Queue> => {
  const works = role === 'works'
  const boss = new PgBoss({
    ...(place.kind === 'server'
      ? {
          connectionString: place.url,
          application_name: 'hma-content queue',
          max: 4,
          // Its statements are all short; what is not answered by then was lost on the way.
          query_timeout: 2 * parseAddress(place.url).patience,
        }
      : { db: fromPglite(asPglite(place.sql)), backend: 'pglite' as const }),
    schema,
    supervise: works,
    schedule: works,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    useListenNotify: true,
  })
  boss.on('error', onError)
  await boss.start()
  await boss.createQueue(dead, { deleteAfterSeconds: 30 * day, retentionSeconds: 30 * day })
  for (const kind of jobKinds) {
    await boss.createQueue(kind, { ...queueSettings, notify: true })
    // It looks up each queue once, by a statement of its own, which the embedded database would never come to from within a
    // transaction of ours.
    await boss.findJobs(kind, { id: noJob })
    if (works && place.kind === 'embedded') await takeBack(boss, kind)
  }
  for (const kind of partKinds) await boss.createQueue(kind, { ...partSettings, notify: true })
  return {
    send: async (kind, transaction) => {
      const within = transaction === undefined ? {} : { db: sqlIn(transaction) }
      await boss.send(
        kind,
        { trace: traceContext.getStore() ?? null },
        { group: { id: kind }, ...within },
      )
    },
    work: async (handlers, parts) => {
      for (const kind of jobKinds) await workOn(boss, kind, handlers[kind])
      await workOnParts(boss, 'media', parts)
      await workOnParts(boss, 'embed', parts)
      for (const [kind, cron] of Object.entries(clock))
        await boss.schedule(kind, cron, null, { group: { id: kind } })
    },
    share: (kind, parts, sharing) => shareParts(boss, kind, parts, sharing),
    // What has failed for good lies among the dead, and where it was for a day.
    jobs: async () => {
      const found = await Promise.all(
        [...jobKinds, ...partKinds, dead].map((name) => boss.findJobs<object>(name)),
      )
      return found
        .flat()
        .filter(({ state }) => state !== 'failed')
        .map(asJob)
        .toSorted((a, b) => b.created.localeCompare(a.created))
    },
    retry: async (id) => (await boss.redrive(dead, { ids: [id] })) > 0,
    close: () => boss.stop({ graceful: true, timeout: patience }),
  }
}

/** The embedded database belongs to one process: what is under way there as it begins was another's, and that is gone. */
const takeBack = async (boss: PgBoss, kind: JobKind): Promise<void> => {
  const active = (await boss.findJobs(kind)).filter(({ state }) => state === 'active')
  const ids = active.map(({ id }) => id)
  if (ids.length > 0) await boss.fail(kind, ids, { message: 'The process that did it has ended.' })
}

// A supervisor that ends processes usually waits longer; systemd does 90 s.
const patience = 60_000

const pauses = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 10 }

const workOn = async (boss: PgBoss, kind: JobKind, handle: JobHandler): Promise<void> => {
  const options = { ...pauses, groupConcurrency: 1, includeMetadata: true } as const
  await boss.work(kind, options, async ([job]) =>
    job === undefined ? null : await run(kind, job, () => handle(job.signal)),
  )
}

const workOnParts = async <Kind extends PartKind>(
  boss: PgBoss,
  kind: Kind,
  handlers: PartHandlers,
): Promise<void> => {
  const options = { ...pauses, includeMetadata: true } as const
  for (let at = 0; at < partsAtOnce[kind]; at += 1) {
    let self = ''
    self = await boss.work(kind, options, async ([job]: JobWithMetadata<KeptPart<Kind>>[]) => {
      if (job === undefined) return null
      try {
        return await run(kind, job, async () => {
          const outcome = await handlers[kind](job.data.part)
          return outcome === 'abandoned' ? { abandoned: true } : outcome
        })
      } finally {
        // The next is looked for at once, and not after the usual pause.
        boss.notifyWorker(self)
      }
    })
  }
}

/** Does a job as a step that is told of. */
const run = async <T>(
  kind: JobKind | PartKind,
  job: Pick<JobWithMetadata<unknown>, 'id' | 'retryCount' | 'retryLimit' | 'data'>,
  work: () => Promise<T>,
): Promise<T> => {
  const { id, retryCount, retryLimit, data } = job
  const attempt = retryCount + 1
  const isLast = retryCount >= retryLimit
  try {
    return await during({ kind: 'run', job: kind, id, attempt, isLast, trace: traceOf(data) }, work)
  } catch (error) {
    throw withoutCause(error)
  }
}

/** What asked for a job, as it was kept with it. */
const traceOf = (data: unknown): string | null => {
  const { trace } = (data ?? {}) as { readonly trace?: unknown }
  return typeof trace === 'string' ? trace : null
}

const asPglite = (sql: ForeignSql): Parameters<typeof fromPglite>[0] => ({
  query: (text, values) => sql.query(text, values),
  exec: (text) => sql.exec(text),
  listen: (channel, hear) => sql.listen(channel, hear),
})

const sqlIn = ({ query }: Transaction) => ({
  executeSql: async (text: string, values: unknown[] = []) => ({
    rows: [...(await query(text, values))],
  }),
})
