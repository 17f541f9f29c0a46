import type { Forgotten } from '../publish/plan-invalidation.ts'
import type { Database, Transaction } from './database.ts'

/** Releases of which the world outside has yet to be told. */
export type UntoldReleases = {
  /** Of the newest. */
  readonly sequence: number
  /** Key of its root manifest. */
  readonly root: string
}

/** The newest release that readers are pointed to, where it or one before it was not told of; null where all were. */
export const readUntold = async ({
  query,
}: Pick<Database, 'query'>): Promise<UntoldReleases | null> => {
  const [row] = await query<{ readonly sequence: string | number; readonly root: string }>(
    `select release.sequence, release.root_key as "root"
     from pipeline.releases as release
     where release.pointer_written
       and exists (
         select from pipeline.outbox
         where topic = 'release' and done_at is null
           and (payload->>'sequence')::bigint <= release.sequence
       )
     order by release.sequence desc
     limit 1`,
  )
  return row === undefined ? null : { sequence: Number(row.sequence), root: row.root }
}

/** Notes that a release, and with it all before, was told of. */
export const markTold = async (
  { query }: Pick<Database, 'query'>,
  sequence: number,
): Promise<void> => {
  await query(
    `update pipeline.outbox set done_at = now()
     where topic = 'release' and done_at is null and (payload->>'sequence')::bigint <= $1`,
    [sequence],
  )
}

/** Notes that copies of objects, which the world outside may have, are not valid any more: they were removed, or were never right. */
export const noteStale = async (
  { query }: Pick<Transaction, 'query'>,
  objects: Forgotten,
): Promise<void> => {
  await query("insert into pipeline.outbox (topic, payload) values ('stale', $1)", [objects])
}

/** Objects whose copies are not valid any more, of which the world outside has yet to be told, and the number of the last note. */
export type StaleObjects = { readonly last: number; readonly objects: readonly Forgotten[] }

/** What was noted as stale and not told of; null where there is nothing. */
export const readStale = async ({
  query,
}: Pick<Database, 'query'>): Promise<StaleObjects | null> => {
  const rows = await query<{ readonly id: string | number; readonly payload: Forgotten }>(
    `select id, payload from pipeline.outbox
     where topic = 'stale' and done_at is null
     order by id`,
  )
  const last = rows.at(-1)
  if (last === undefined) return null
  return { last: Number(last.id), objects: rows.map(({ payload }) => payload) }
}

/** Notes that what was stale up to a note was told of. */
export const markForgotten = async (
  { query }: Pick<Database, 'query'>,
  last: number,
): Promise<void> => {
  await query(
    `update pipeline.outbox set done_at = now()
     where topic = 'stale' and done_at is null and id <= $1`,
    [last],
  )
}
