import type { FormerSlug, Item } from '../item.ts'
import type { LiveText } from '../line/plan.ts'
import type { Placement } from '../publish/hierarchy.ts'
import type { Database, Row } from './database.ts'

/** An item as it is live: what is known of it, where it stands, and its text in the source language. */
export type LiveItem = {
  readonly item: Item
  readonly placement: Placement
  readonly text: LiveText
}

type LiveItemRow = Row & {
  readonly record: Item
  readonly pillarId: string | null
  readonly courseId: string | null
  readonly slug: string
  readonly versionId: string
  readonly documentKey: string
  readonly fingerprint: string
}

/** The items of the head at these paths that are live in the language and in no other. */
export const loadLiveItems = async (
  { query }: Database,
  paths: readonly string[],
  language: string,
): Promise<readonly LiveItem[]> => {
  const rows = await query<LiveItemRow>(
    `select known.record, item.pillar_id as "pillarId", item.course_id as "courseId",
            coalesce(lesson.slug, item.slug) as slug, live.version_id as "versionId",
            live.document_key as "documentKey", live.record ->> 'fingerprint' as "fingerprint"
     from pipeline.items known
     join content_mgmt.content_items item on item.id = known.id
     left join education.lessons lesson on lesson.id = item.lesson_id
     join pipeline.live live on live.content_id = known.id and live.language = $2
     where known.present and known.path = any($1)
       and not exists (select from content_mgmt.translations other where other.content_id = known.id)`,
    [paths, language],
  )
  return rows.map(({ record, pillarId, courseId, slug, versionId, documentKey, fingerprint }) => ({
    item: record,
    placement: { pillarId, courseId, slug },
    text: { itemId: record.id, language, versionId, documentKey, fingerprint },
  }))
}

/** Every item that lies or once lay at one of these paths, and the slugs under which it did. */
export const loadItemsByPath = async (
  { query }: Database,
  paths: readonly string[],
): Promise<{ readonly items: readonly Item[]; readonly former: readonly FormerSlug[] }> => {
  if (paths.length === 0) return { items: [], former: [] }
  const former = await query<Row & FormerSlug>(
    `select content_type as "type", slug, path, content_id as "itemId", ordinal
     from pipeline.former_slugs where path = any($1) order by position`,
    [paths],
  )
  const items = await query<Row & { readonly record: Item }>(
    'select record from pipeline.items where path = any($1) or id = any($2)',
    [paths, former.map(({ itemId }) => itemId)],
  )
  return { items: items.map(({ record }) => record), former }
}
