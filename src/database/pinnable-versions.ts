import type { Item } from '../item.ts'
import type { Database, Row } from './database.ts'

/** A version of a text, as far as pinning asks. */
export type PinnableVersion = {
  readonly id: string
  readonly language: string
  /** Empty for translations. */
  readonly number: string
  readonly commit: string
  readonly ordinal: number
  readonly fit: boolean
  readonly draft: boolean
}

/** The versions of an item's texts that are live. */
export const liveVersions = (
  { query }: Pick<Database, 'query'>,
  itemId: string,
): Promise<readonly PinnableVersion[]> =>
  query<Row & PinnableVersion>(
    `select version.id, live.language, version.number, version.commit, version.ordinal, version.fit, version.draft
     from pipeline.live as live
     join (
       select id, version_number as number, git_commit_hash as commit, ordinal, fit, draft from versions.content_versions
       union all
       select id, '', git_commit_hash, ordinal, fit, draft from pipeline.translation_versions
     ) as version on version.id = live.version_id
     where live.content_id = $1 order by version.number = '', live.language`,
    [itemId],
  )

/** Every version of an item, and of the translations that lie at the head beside it. */
export const versionsOf = (
  { query }: Pick<Database, 'query'>,
  item: Item,
  language: string,
): Promise<readonly PinnableVersion[]> =>
  query<Row & PinnableVersion>(
    `select id, $2 as language, version_number as number, git_commit_hash as commit, ordinal, fit, draft
     from versions.content_versions where content_id = $1
     union all
     select version.id, version.language, '', version.git_commit_hash, version.ordinal, version.fit, version.draft
     from pipeline.translation_versions as version
     join pipeline.heads as head on head.path = version.path and head.kind = 'translation'
     where head.record ->> 'sourcePath' = $3 or head.record ->> 'sourcePath' in (
       select path from pipeline.former_slugs where content_id = $1)
     order by ordinal`,
    [item.id, language, item.path],
  )
