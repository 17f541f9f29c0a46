import { reach } from '../point.ts'
import type { Database, Row, Transaction } from './database.ts'
import { forgetObjects } from './known-objects.ts'

/** An object that nothing referred to when it was last looked for. */
export type Marked = {
  readonly key: string
  /** ISO 8601, UTC. */
  readonly markedAt: string
  /** Whether it was marked longer ago than the grace period. */
  readonly ripe: boolean
}

// A number that is missing among the releases was given by a database of which this one is an older copy. What is marked
// from before then was marked without knowing what became of it.
const restoredAt = `(select max(created_at) from (
  select created_at, sequence - lag(sequence) over (order by sequence) as step from pipeline.releases
) as release where step > 1)`

const isRipe = `marked_at < now() - make_interval(days => $1)
  and marked_at > coalesce(${restoredAt}, '-infinity')`

/** Everything that is marked, by key; the grace period in days. */
export const readMarks = ({ query }: Transaction, grace: number): Promise<readonly Marked[]> =>
  query<Row & Marked>(
    `select key, marked_at as "markedAt", ${isRipe} as ripe from pipeline.garbage order by key`,
    [grace],
  )

/** Marks objects, from now on; one that was marked before a restored database was copied is marked anew. */
export const markGarbage = async (
  { query }: Transaction,
  keys: readonly string[],
): Promise<void> => {
  await query(
    `insert into pipeline.garbage as known (key) select unnest($1::text[])
     on conflict (key) do update set marked_at = now() where known.marked_at < ${restoredAt}`,
    [keys],
  )
}

/**
 * Takes marks off; waits for the end of a removal of these objects that is under way. That they are stored is forgotten
 * with it, since a removal that was killed leaves the mark and takes the object.
 */
export const unmarkGarbage = async (
  { query }: Pick<Transaction, 'query'>,
  keys: readonly string[],
): Promise<void> => {
  // In this order: killed in between, the mark tells the next run to do both.
  await forgetObjects({ query }, keys)
  await query('delete from pipeline.garbage where key = any($1)', [keys])
}

/**
 * Removes those of the objects that are still marked and ripe, with the rows of media that lay there, while their marks are
 * locked; returns how many. Killed in the midst, it leaves them marked.
 */
export const removeMarked = (
  database: Database,
  { keys, grace }: { readonly keys: readonly string[]; readonly grace: number },
  remove: (keys: readonly string[]) => Promise<void>,
): Promise<number> =>
  database.transaction(async ({ query }) => {
    const locked = await query<Row & { readonly key: string }>(
      `select key from pipeline.garbage where ${isRipe} and key = any($2) order by key for update`,
      [grace, keys],
    )
    const sure = locked.map(({ key }) => key)
    reach('garbage-locked')
    await remove(sure)
    reach('garbage-removed')
    await query(
      'delete from assets.media_library where usage_count = 0 and storage_path = any($1)',
      [sure],
    )
    await unmarkGarbage({ query }, sure)
    return sure.length
  })
