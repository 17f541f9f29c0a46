import { reach } from '../point.ts'
import type { Database } from './database.ts'

/** A media file that texts refer to and nothing could be made of, and why. */
export type FailedMedia = {
  /** Of its row. */
  readonly id: string
  readonly path: string
  readonly rule: string
  readonly message: string
}

/**
 * Has `assets.media_library` name these files as failed, and no others. Rows of files that are live stay, since readers still
 * get what was made of them; that of a file which is published again is written by its release. Nothing is noted where
 * the fence has moved on.
 */
export const noteFailedMedia = async (
  database: Pick<Database, 'transaction'>,
  fence: number,
  failed: readonly FailedMedia[],
): Promise<void> => {
  await database.transaction(async ({ query }) => {
    const ids = failed.map(({ id }) => id)
    await query(
      `delete from assets.media_library
       where optimization_status = 'failed' and usage_count = 0 and id <> all($1::uuid[]) and ${isCurrent}`,
      [ids, fence],
    )
    await query(
      `insert into assets.media_library as media
         (id, filename, original_name, storage_path, metadata, optimization_status)
       select id, regexp_replace(path, '^.*/', ''), path, '',
         jsonb_build_object('failure', jsonb_build_object('rule', rule, 'message', message)), 'failed'
       from unnest($1::uuid[], $3::text[], $4::text[], $5::text[]) as failed (id, path, rule, message)
       where ${isCurrent}
       on conflict (id) do update
       set metadata = excluded.metadata, optimization_status = excluded.optimization_status
       where media.usage_count = 0`,
      [
        ids,
        fence,
        failed.map(({ path }) => path),
        failed.map(({ rule }) => rule),
        failed.map(({ message }) => message),
      ],
    )
  })
  reach('failures-noted')
}

const isCurrent = '(select fence from pipeline.recorded) = $2'
