import type { LiveText } from '../line/plan.ts'
import type { ReleaseSummary } from '../line/settled.ts'
import type { Database, Row } from './database.ts'
import { forgetWords } from './words.ts'

/** A release that was made, as the database knows it. */
export type ReleaseRow = {
  readonly sequence: number
  readonly commit: string
  readonly rootKey: string
  readonly summary: ReleaseSummary | null
  /** The release whose set it puts back; null where it is one of its own. */
  readonly restores: number | null
  /** Whether what it replaced is kept. */
  readonly reversible: boolean
  readonly pointerWritten: boolean
  /** ISO 8601, UTC. */
  readonly createdAt: string
}

/** Every release, newest first. */
export const loadReleases = ({ query }: Pick<Database, 'query'>): Promise<readonly ReleaseRow[]> =>
  query<Row & ReleaseRow>(
    `select sequence, commit, root_key as "rootKey", summary, restores, reversible,
            pointer_written as "pointerWritten", created_at as "createdAt"
     from pipeline.releases order by sequence desc`,
  )

/**
 * Keeps what the last release says of itself, where a later run found it to hold under later decisions. Nothing is kept where the
 * fence has moved on: that release is another.
 */
export const keepSummary = async (
  { query }: Pick<Database, 'query'>,
  fence: number,
  summary: ReleaseSummary,
): Promise<void> => {
  await query(
    `update pipeline.releases set summary = $1
     where sequence = (select max(sequence) from pipeline.releases)
       and (summary ->> 'decided' is distinct from $2 or summary ->> 'dueAt' is distinct from $3)
       and (select fence from pipeline.recorded) = $4`,
    [summary, String(summary.decided), summary.dueAt, fence],
  )
}

/** Lets go of the rows that were replaced up to a release, the oldest that anybody may still go back to, and of words without a text. */
export const forgetReplaced = (database: Database, oldest: number): Promise<void> =>
  database.transaction(async ({ query }) => {
    // A rollback that is under way finds all of them, or is told that they are gone.
    await query('select from pipeline.recorded where id = 1 for update')
    await query('delete from pipeline.replaced where sequence <= $1', [oldest])
    await forgetWords({ query })
    await query(
      'update pipeline.releases set reversible = false where reversible and sequence <= $1',
      [oldest],
    )
  })

/** The texts that were live when a release had been made; every later one has to be reversible. */
export const loadTextsOf = (
  { query }: Pick<Database, 'query'>,
  release: number,
): Promise<readonly LiveText[]> =>
  query<Row & LiveText>(
    `with earlier as (
       select distinct on (key) place, was from pipeline.replaced
       where relation = 'pipeline.live' and sequence > $1 order by key, sequence
     ), row as (
       select put.* from earlier, jsonb_populate_record(null::pipeline.live, was) as put where was is not null
       union all
       select live.* from pipeline.live as live where not exists (
         select from earlier where (place ->> 'content_id')::uuid = live.content_id
           and place ->> 'language' = live.language)
     )
     select content_id as "itemId", language, version_id as "versionId",
            document_key as "documentKey", record ->> 'fingerprint' as "fingerprint"
     from row order by content_id, language`,
    [release],
  )
