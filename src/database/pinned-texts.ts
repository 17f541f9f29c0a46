import type { Database, Row } from './database.ts'

/** A text that is pinned, and the version that it is pinned to. */
export type PinnedText = {
  readonly item: string
  readonly slug: string
  readonly language: string
  /** Number of the version, or commit of a translation's. */
  readonly version: string
}

/** What people see of pins, given as `<item id> <language>` → version id; in the order of slugs. */
export const loadPinnedTexts = async (
  { query }: Pick<Database, 'query'>,
  pins: ReadonlyMap<string, string>,
): Promise<readonly PinnedText[]> => {
  if (pins.size === 0) return []
  const keys = [...pins.keys()].map((key) => key.split(' '))
  return await query<Row & PinnedText>(
    `select item.id as item, item.slug, pin.language,
            coalesce(own.version_number, left(other.git_commit_hash, 12), 'not recorded') as version
     from unnest($1::uuid[], $2::text[], $3::uuid[]) as pin (item, language, version)
     join pipeline.items as item on item.id = pin.item
     left join versions.content_versions as own on own.id = pin.version
     left join pipeline.translation_versions as other on other.id = pin.version
     order by item.slug, pin.language`,
    [keys.map(([item]) => item), keys.map(([, language]) => language), [...pins.values()]],
  )
}
