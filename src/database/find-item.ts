import { ContentError } from '../errors.ts'
import type { Item } from '../item.ts'
import type { Database, Row } from './database.ts'

/**
 * The item with this id or slug: one that is there before one that is gone, then the last to leave the slug.
 * @throws ContentError `USAGE` where there is none
 */
export const findItem = async ({ query }: Pick<Database, 'query'>, name: string): Promise<Item> => {
  const [found] = await query<Row & { readonly record: Item }>(
    `select item.record from pipeline.items as item
     left join lateral (
       select max(ordinal) as ordinal from pipeline.former_slugs
       where content_id = item.id and former_slugs.slug = $1) as former on true
     where item.id::text = lower($1) or item.slug = $1 or former.ordinal is not null
     order by item.id::text = lower($1) desc, item.slug = $1 desc, item.present desc, former.ordinal desc nulls last
     limit 1`,
    [name],
  )
  if (found !== undefined) return found.record
  throw new ContentError('USAGE', `Cannot find an item with the slug or id \`${name}\`.`, {
    hint: 'A slug is the whole path, for example `hunt-strategy/stand-hunting/wind-and-thermals`.',
  })
}

/** Those of the slugs that no live item has, in their order. */
export const slugsNotLive = async (
  { query }: Pick<Database, 'query'>,
  slugs: readonly string[],
): Promise<readonly string[]> => {
  const rows = await query<Row & { readonly slug: string }>(
    `select asked.slug from unnest($1::text[]) with ordinality as asked (slug, number)
     where not exists (
       select from content_mgmt.content_items as item
       join pipeline.live as live on live.content_id = item.id where item.slug = asked.slug)
     order by asked.number`,
    [slugs],
  )
  return rows.map(({ slug }) => slug)
}
