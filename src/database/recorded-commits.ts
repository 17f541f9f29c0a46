import type { Database, Row } from './database.ts'

/** The commits that must be read whatever becomes of the branch: the recorded one, and that of the live release. */
export const readRecordedCommits = async (database: Database): Promise<readonly string[]> => {
  const rows = await database.query<Row & { readonly commit: string }>(
    `select commit from pipeline.recorded where commit is not null
     union
     (select commit from pipeline.releases order by sequence desc limit 1)`,
  )
  return rows.map(({ commit }) => commit)
}
