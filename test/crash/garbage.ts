import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/connect.ts'
import type { Place } from './place.ts'

/** Runs statements on the rows of a place. */
export const changeRowsAt = async (
  { repository, state, variables }: Place,
  ...statements: readonly string[]
): Promise<void> => {
  const connections = await connect(readConfig({ cwd: repository, state }, variables))
  try {
    for (const sql of statements) await connections.database.query(sql)
  } finally {
    await connections.close()
  }
}

/** Makes releases but the last too old to go back to: a hundred days, and twenty like the last since, before which that was live. */
export const outdateReleases = `
  with last as (select * from pipeline.releases order by sequence desc limit 1),
  aged as (
    update pipeline.releases set created_at = now() - interval '100 days'
    where sequence <= (select sequence from last)
  )
  insert into pipeline.releases (sequence, commit, root_key, pointer_written, summary)
  select last.sequence + n, commit, root_key, true, summary from last, generate_series(1, 20) as n`

/** Makes all marks a month old. */
export const ageMarks = "update pipeline.garbage set marked_at = now() - interval '30 days'"
