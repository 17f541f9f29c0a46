import type { Database, Row } from './database.ts'

/** An attempt at a job that has ended. */
export type RunRow = {
  /** The job's. */
  readonly id: string
  readonly attempt: number
  readonly job: string
  readonly outcome: 'released' | 'done' | 'waits' | 'failed' | 'dead'
  /** That the branch was found at; null before. */
  readonly commit: string | null
  readonly seconds: number
  /** What it came to, or why it failed. */
  readonly result: Readonly<Record<string, unknown>>
}

/** One as it is read; `ended` in ISO 8601, UTC. */
export type KeptRun = RunRow & { readonly ended: string }

/** Keeps a run; one that is kept already stays as it was. */
export const insertRun = async ({ query }: Pick<Database, 'query'>, run: RunRow): Promise<void> => {
  await query(
    `insert into pipeline.runs (id, attempt, job, outcome, commit, seconds, result)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [run.id, run.attempt, run.job, run.outcome, run.commit, run.seconds, run.result],
  )
}

/** So many of the last runs, newest first. */
export const loadRuns = async (
  { query }: Pick<Database, 'query'>,
  most: number,
): Promise<readonly KeptRun[]> =>
  query<Row & KeptRun>(
    `select id, attempt, job, outcome, commit, seconds, result,
            to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as ended
     from pipeline.runs order by ended_at desc limit $1`,
    [most],
  )

/** Forgets runs that ended more than so many days ago. */
export const forgetRuns = async (
  { query }: Pick<Database, 'query'>,
  days: number,
): Promise<void> => {
  await query('delete from pipeline.runs where ended_at < now() - make_interval(days => $1)', [
    days,
  ])
}
