import type { Forgotten } from '../publish/plan-invalidation.ts'
import type { Database, Row } from './database.ts'
import { noteStale } from './outbox.ts'
import { forgetWords } from './words.ts'

/** An item as a person may name it. */
export type NamedItem = { readonly id: string; readonly type: string; readonly slug: string }

/** Items with this id or slug, or that once had the slug. */
export const findItems = (
  { query }: Pick<Database, 'query'>,
  name: string,
): Promise<readonly (Row & NamedItem)[]> =>
  query(
    `select id, content_type as "type", slug from pipeline.items
     where id::text = $1 or slug = $1
        or id in (select content_id from pipeline.former_slugs where slug = $1)
     order by slug = $1 desc, slug, id`,
    [name],
  )

/** A media file as its row names it. */
export type MediaFile = { readonly id: string; readonly path: string }

/** The media files that any of these objects was made from. */
export const findMediaOf = (
  { query }: Pick<Database, 'query'>,
  keys: readonly string[],
): Promise<readonly (Row & MediaFile)[]> =>
  query(
    `select id, original_name as "path" from assets.media_library
     where storage_path = any($1) or ltrim(thumbnail_url, '/') = any($1)`,
    [keys],
  )

// Every file that the item was ever read from, by what it was called.
const blobsOf = `
  select blob from versions.content_versions where content_id = $1
  union
  select version.blob from pipeline.translation_versions as version
  join pipeline.heads as head on head.path = version.path
  where head.record ->> 'sourcePath' in (
    select path from pipeline.items where id = $1
    union select path from pipeline.former_slugs where content_id = $1)`

/**
 * Removes what the database keeps of an item's text beside the rows that describe the release: vectors, chunks, words that
 * no other has, and what was read of its files. Versions stay; they hold no text.
 */
export const purgeItemRows = (database: Database, item: string): Promise<void> =>
  database.transaction(async ({ query }) => {
    await query('select from pipeline.recorded where id = 1 for update')
    await query('delete from pipeline.rendered_chunks where content_id = $1', [item])
    await query('delete from embeddings.staged_chunks where content_id = $1', [item])
    await query('delete from embeddings.live_chunks where content_id = $1', [item])
    await query('delete from embeddings.content_embeddings where content_id = $1', [item])
    await forgetWords({ query })
    await query(`update pipeline.blobs set record = null where blob in (${blobsOf})`, [item])
  })

/**
 * Removes the rows that releases have replaced, which hold what was purged, the rows of media whose objects go, and notes that copies
 * of these are not valid any more. Going back to an earlier release goes through Git from now on.
 */
export const purgeReplaced = (database: Database, { keys, tags }: Forgotten): Promise<void> =>
  database.transaction(async ({ query }) => {
    await query('select from pipeline.recorded where id = 1 for update')
    await query(
      `update pipeline.releases set reversible = false
       where sequence = (select max(sequence) from pipeline.releases)`,
    )
    await query('delete from pipeline.replaced')
    await query(
      'delete from assets.media_library where usage_count = 0 and storage_path = any($1)',
      [keys],
    )
    if (keys.length > 0) await noteStale({ query }, { keys, tags })
  })
