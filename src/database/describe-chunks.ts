import type { ContentType } from '../lesson/lesson.ts'
import type { ChunkHit } from '../search/fuse.ts'
import type { Database, Row } from './database.ts'

/** Slugs of items by their ids. */
export const slugsOf = async (
  { query }: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const rows = await query<Row & { readonly id: string; readonly slug: string }>(
    'select id, slug from content_mgmt.content_items where id = any($1::uuid[])',
    [ids],
  )
  return new Map(rows.map(({ id, slug }) => [id, slug]))
}

/** A chunk with its item, in the order asked for. */
export type DescribedChunk = {
  readonly type: ContentType
  readonly slug: string
  readonly title: string
  readonly language: string
  readonly anchor: string
  readonly text: string
  /** Of the chunk among those asked for, from 1. */
  readonly position: number
}

const describeSql = `
  select item.content_type as type, item.slug, chunk.language, chunk.anchor, chunk.text,
    best.position::int4 as position,
    coalesce(translation.title, item.title) as title
  from unnest($1::uuid[], $2::text[], $3::int4[]) with ordinality
    as best (content_id, language, number, position)
  join embeddings.live_chunks chunk
    on chunk.content_id = best.content_id and chunk.language = best.language and chunk.number = best.number
  join content_mgmt.content_items item on item.id = best.content_id
  left join content_mgmt.translations translation
    on translation.content_id = best.content_id and translation.language_code = best.language
  order by best.position`

/** What a reader is told of the chunks found. */
export const describeChunks = (
  { query }: Database,
  hits: readonly ChunkHit[],
): Promise<readonly DescribedChunk[]> =>
  query<Row & DescribedChunk>(describeSql, [
    hits.map((hit) => hit.contentId),
    hits.map((hit) => hit.language),
    hits.map((hit) => hit.number),
  ])
