import type { Decision } from '../decision.ts'
import type { FormerSlug, Item, Translation } from '../item.ts'
import type { LiveText } from '../line/plan.ts'
import type { HierarchyFile } from '../state.ts'
import type { Database, Row } from './database.ts'
import { loadDecisions } from './decisions.ts'
import { loadVersions, type VersionRecord } from './load-versions.ts'

/** The one row of `pipeline.recorded` and all that describes the head it names, but for the tree, which Git has. */
export type RecordedRows = {
  readonly rootCommit: string | null
  readonly commit: string | null
  readonly ordinal: number
  readonly fence: number
  readonly interpretation: string | null
  readonly items: readonly Item[]
  readonly translations: readonly Translation[]
  readonly hierarchy: readonly HierarchyFile[]
  readonly former: readonly FormerSlug[]
  readonly live: readonly LiveText[]
  readonly decisions: readonly Decision[]
  /** The versions that texts are or were pinned to, by id. */
  readonly pinned: ReadonlyMap<string, VersionRecord>
  readonly releasedCommit: string | null
  /** Number of the last decision that the live release obeys. */
  readonly obeyed: number
  readonly pointerWritten: boolean
}

type RecordedRow = Row & {
  readonly root_commit: string | null
  readonly commit: string | null
  readonly ordinal: number
  readonly fence: number
  readonly interpretation: string | null
}

/** Reads what earlier runs recorded, in one consistent view. */
export const loadRecorded = (database: Database): Promise<RecordedRows> =>
  database.transaction(async ({ query }) => {
    await query('set transaction isolation level repeatable read')
    const [recorded] = await query<RecordedRow>(
      'select root_commit, commit, ordinal, fence, interpretation from pipeline.recorded',
    )
    const items = await query<Row & { readonly record: Item }>('select record from pipeline.items')
    const heads = await query<Row & { readonly kind: string; readonly record: unknown }>(
      'select kind, record from pipeline.heads order by path',
    )
    const former = await query<Row & FormerSlug>(
      `select content_type as "type", slug, path, content_id as "itemId", ordinal
       from pipeline.former_slugs order by position`,
    )
    const live = await query<Row & LiveText>(
      `select content_id as "itemId", language, version_id as "versionId",
              document_key as "documentKey", record ->> 'fingerprint' as "fingerprint"
       from pipeline.live`,
    )
    const [release] = await query<
      Row & { readonly commit: string; readonly written: boolean; readonly obeyed: number }
    >(
      `select commit, pointer_written as written, coalesce((summary ->> 'decided')::int, 0) as obeyed
       from pipeline.releases
       order by sequence desc limit 1`,
    )
    const decisions = await loadDecisions({ query })
    const pinned = await loadVersions(
      { query },
      decisions.flatMap((decision) => (decision.kind === 'pin' ? [decision.version] : [])),
    )
    return {
      rootCommit: recorded?.root_commit ?? null,
      commit: recorded?.commit ?? null,
      ordinal: recorded?.ordinal ?? 0,
      fence: recorded?.fence ?? 0,
      interpretation: recorded?.interpretation ?? null,
      items: items.map(({ record }) => record),
      translations: heads
        .filter(({ kind }) => kind === 'translation')
        .map(({ record }) => record as Translation),
      hierarchy: heads
        .filter(({ kind }) => kind !== 'translation')
        .map(({ record }) => record as HierarchyFile),
      former,
      live,
      decisions,
      pinned: new Map(pinned.map((version) => [version.id, version])),
      releasedCommit: release?.commit ?? null,
      obeyed: release?.obeyed ?? 0,
      pointerWritten: release?.written ?? false,
    }
  })
