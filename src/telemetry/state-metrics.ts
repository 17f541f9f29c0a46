import type { Database } from '../database/database.ts'
import { countDeliveries } from '../database/hooks.ts'
import { countJobs, countState } from '../database/state-counts.ts'
import { countTranslations } from '../database/status-queries.ts'
import type { Metrics } from './metrics.ts'
import { within } from './within.ts'

/** How long what was asked holds, and how long an answer may take; in milliseconds. */
export type StateTerms = { readonly fresh: number; readonly patience: number }

// Several who scrape often ask the database once; one that hangs is not asked again before it answers.
const usualTerms: StateTerms = { fresh: 5_000, patience: 2_000 }

/** Makes the function that asks the database for the gauges of state; those of one that does not answer in time are missing. */
export const stateMetrics = (
  database: Database,
  metrics: Pick<Metrics, 'set'>,
  { fresh, patience }: StateTerms = usualTerms,
): (() => Promise<void>) => {
  let asked: { readonly at: number; readonly answer: Promise<Counts | null> } | null = null
  let isUnderWay = false
  const ask = async (): Promise<Counts | null> => {
    isUnderWay = true
    try {
      return await readCounts(database)
    } catch {
      return null
    } finally {
      isUnderWay = false
    }
  }
  return async () => {
    const isOld = asked === null || performance.now() - asked.at > fresh
    if (asked === null || (isOld && !isUnderWay)) asked = { at: performance.now(), answer: ask() }
    show(metrics, await within(patience, asked.answer))
  }
}

type Counts = Awaited<ReturnType<typeof readCounts>>

const readCounts = async (database: Database) => ({
  state: await countState(database),
  jobs: await countJobs(database),
  translations: await countTranslations(database),
  hooks: await countDeliveries(database),
})

const show = ({ set }: Pick<Metrics, 'set'>, counts: Counts | null): void => {
  const { state, jobs = [], translations = [], hooks = [] } = counts ?? {}
  const one = (value: number | null | undefined) =>
    typeof value === 'number' ? [[{}, value] as const] : []
  set('hma_content_state_up', one(counts === null ? 0 : 1))
  set('hma_content_release_sequence', one(state?.release))
  set('hma_content_release_timestamp_seconds', one(state?.releasedAt))
  set('hma_content_pending_embeddings', one(state?.pending))
  set(
    'hma_content_quarantined_texts',
    state === undefined
      ? []
      : [
          [{ of: 'item' }, state.quarantinedItems],
          [{ of: 'translation' }, state.quarantinedTranslations],
        ],
  )
  set(
    'hma_content_jobs',
    jobs.flatMap(({ job, ...counted }) =>
      (['queued', 'retry', 'active', 'dead'] as const).map(
        (each) => [{ kind: job, state: each }, counted[each]] as const,
      ),
    ),
  )
  set(
    'hma_content_oldest_job_age_seconds',
    jobs.map(({ job, oldest }) => [{ kind: job }, oldest]),
  )
  set(
    'hma_content_job_done_timestamp_seconds',
    jobs.flatMap(({ job, doneAt }) => (doneAt === null ? [] : [[{ kind: job }, doneAt] as const])),
  )
  set(
    'hma_content_job_waits',
    jobs.map(({ job, waits }) => [{ kind: job }, waits ? 1 : 0]),
  )
  set(
    'hma_content_outdated_translations',
    translations.map(({ language, outdated }) => [{ language }, outdated]),
  )
  set(
    'hma_content_waiting_hook_messages',
    hooks.map(({ name, waiting }) => [{ hook: name }, waiting]),
  )
}
