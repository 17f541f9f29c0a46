import type { Database } from './database.ts'

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
