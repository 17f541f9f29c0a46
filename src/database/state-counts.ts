import type { Database, Row } from './database.ts'

/** What is live and what waits, in numbers; moments and ages in seconds. */
export type StateCounts = {
  readonly release: number | null
  readonly releasedAt: number | null
  readonly quarantinedItems: number
  readonly quarantinedTranslations: number
  /** Live chunks without a vector. */
  readonly pending: number
}

/** Counts what is live and what waits. */
export const countState = async ({ query }: Pick<Database, 'query'>): Promise<StateCounts> => {
  const [row] = await query<Row & StateCounts>(
    `select release.sequence::float8 as "release",
            extract(epoch from release.created_at)::float8 as "releasedAt",
            (select count(*)::int from pipeline.items
             where present and record ->> 'quarantined' = 'true') as "quarantinedItems",
            (select count(*)::int from pipeline.heads
             where kind = 'translation' and record ->> 'quarantined' = 'true') as "quarantinedTranslations",
            (select count(*)::int from embeddings.live_chunks where embedding_id is null) as "pending"
     from (select) as one
     left join lateral (
       select sequence, created_at from pipeline.releases order by sequence desc limit 1) as release on true`,
  )
  return (
    row ?? {
      release: null,
      releasedAt: null,
      quarantinedItems: 0,
      quarantinedTranslations: 0,
      pending: 0,
    }
  )
}

/** The jobs of one kind; moments and ages in seconds. */
export type JobCounts = {
  readonly job: string
  readonly queued: number
  readonly retry: number
  readonly active: number
  /** Given up for good. */
  readonly dead: number
  /** Since the oldest that is not done was asked for; 0 where there is none. */
  readonly oldest: number
  /** When the last one was done; null where none is remembered. */
  readonly doneAt: number | null
  /** Whether the last one that was done waits for a person. */
  readonly waits: boolean
}

/** Counts jobs by kind, in what pg-boss 12 keeps. What has failed for good lies in its queue `dead`. */
export const countJobs = ({ query }: Pick<Database, 'query'>): Promise<readonly JobCounts[]> =>
  query<Row & JobCounts>(
    `select case when name = 'dead' then coalesce(source_name, name) else name end as "job",
            (count(*) filter (where name <> 'dead' and state = 'created'))::int as "queued",
            (count(*) filter (where name <> 'dead' and state = 'retry'))::int as "retry",
            (count(*) filter (where name <> 'dead' and state = 'active'))::int as "active",
            (count(*) filter (where name = 'dead' and state < 'completed'))::int as "dead",
            coalesce(extract(epoch from now() - min(created_on)
              filter (where name <> 'dead' and state < 'completed')), 0)::float8 as "oldest",
            extract(epoch from max(completed_on) filter (where state = 'completed'))::float8 as "doneAt",
            coalesce((array_agg(output ? 'waits' order by completed_on desc)
              filter (where state = 'completed'))[1], false) as "waits"
     from queue.job
     where name not like '\\_\\_pgboss%'
     group by 1 order by 1`,
  )
