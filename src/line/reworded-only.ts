import type { LiveItem } from '../database/reworded.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import { mediaNames } from '../ingest/media-diagnostics.ts'
import type { Replay } from '../ingest/replay.ts'
import { itemSlug } from '../ingest/slug.ts'
import type { BlobRecord, Item, Version } from '../item.ts'
import type { HistoryCommit } from '../source/history.ts'
import type { RecordedState } from '../state.ts'

/** Whether an item is live by its newest version, without dates. */
export const isPlain = ({ item, text }: LiveItem): boolean => {
  const { current } = item.track
  return !item.quarantined && current?.id === text.versionId && isUndated(current)
}

const isUndated = ({ fit, draft, publishAt, unpublishAt }: Version): boolean =>
  fit && !draft && publishAt === null && unpublishAt === null

/** Whether every state that the commits give an item's file says the same but for its words. */
export const isReworded = (
  item: Item,
  commits: readonly HistoryCommit[],
  { tree }: RecordedState,
  sources: ReplaySources,
): boolean => {
  const blobs = commits.flatMap(({ changes }) =>
    changes.filter(({ path }) => path === item.path).map(({ newOid }) => newOid ?? ''),
  )
  const [before, ...after] = [tree.get(item.path)?.oid ?? '', ...blobs].map((blob) =>
    sources.record(item.collection, blob),
  )
  const shape = shapeOf(before, item, sources)
  return shape !== null && after.every((record) => shapeOf(record, item, sources) === shape)
}

/** What of a file other files, dates and the release depend on; null where it is not what its item was. */
const shapeOf = (
  record: BlobRecord | null | undefined,
  item: Item,
  { classify }: ReplaySources,
): string | null => {
  const role = classify(item.path)
  if (role.kind !== 'item' || record?.fit !== true || record.fields === null) return null
  const { id, draft, publishAt, unpublishAt, order, prerequisites, author, reviewer } =
    record.fields
  if (draft || publishAt !== null || unpublishAt !== null) return null
  if (itemSlug(role.slug, record) !== item.slug || (id !== null && id !== item.id)) return null
  return JSON.stringify([
    record.links.map(({ kind, url }) => [kind, url]),
    record.outline.map(({ anchor }) => anchor),
    id,
    order,
    prerequisites,
    [author, reviewer],
    mediaNames(record.metadata),
  ])
}

/** Whether a replay has left these items what they were, with versions that are live without waiting. */
export const isSettled = (
  { state, conflicts, misfits }: Replay,
  live: readonly LiveItem[],
): boolean =>
  conflicts.length === 0 &&
  misfits.length === 0 &&
  live.every(({ item }) => {
    const now = state.items.get(item.id)
    const current = now?.track.current
    return (
      now?.slug === item.slug &&
      now.path === item.path &&
      !now.quarantined &&
      current != null &&
      isUndated(current) &&
      Object.keys(current.media).length === Object.keys(item.track.current?.media ?? {}).length
    )
  })
