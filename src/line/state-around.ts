import { type LiveItem, loadItemsByPath } from '../database/reworded.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import { linkTargets } from '../link-target.ts'
import type { HistoryCommit } from '../source/history.ts'
import { resolvePath } from '../source/resolve-path.ts'
import { type Entry, emptyState, type RecordedState } from '../state.ts'
import type { RewordingSources } from './rewording.ts'

/** The recorded state as far as these items take part in it. */
export const stateAround = async (
  { objects, config, store, last }: Pick<RewordingSources, 'objects' | 'config' | 'store' | 'last'>,
  { classify }: ReplaySources,
  live: readonly LiveItem[],
  commits: readonly HistoryCommit[],
): Promise<RecordedState> => {
  const tree = new Map<string, Entry>()
  for (const { item } of live) {
    for (const [path, oid] of Object.entries(item.track.current?.media ?? {})) {
      tree.set(path, { mode: '100644', oid })
    }
  }
  // The first change of a path tells what was there before all of them.
  for (const { path, oldMode, oldOid } of commits.flatMap(({ changes }) => changes).toReversed()) {
    if (oldOid !== null) tree.set(path, { mode: oldMode, oid: oldOid })
  }
  for (const path of [config.authors, '.mailmap']) {
    const oid = await objects.lookup(last.commit, path)
    const { kind } = classify(path)
    if (oid === null || (kind !== 'authors' && kind !== 'mailmap')) continue
    tree.set(path, { mode: '100644', oid })
    await store.read([{ reading: kind, blob: oid }])
  }
  return {
    ...emptyState,
    commit: last.commit,
    ordinal: last.ordinal,
    tree,
    items: new Map(live.map(({ item }) => [item.id, item])),
  }
}

/** Where links lead: by the items that lie, or once lay, where they point to. */
export const targetsOf = async (
  { config, published }: Pick<RewordingSources, 'config' | 'published'>,
  sources: ReplaySources,
  live: readonly LiveItem[],
): Promise<ReturnType<typeof linkTargets>> => {
  const paths = live.flatMap(({ item }) => {
    const record = sources.record(item.collection, item.track.current?.blob ?? '')
    return (record?.links ?? []).flatMap(({ url }) => {
      const path = resolvePath(item.path, url)?.path.replace(/\/$/, '')
      if (path === undefined) return []
      return [path, `${path}/index.md`, `${path}.md`].map((candidate) => {
        const role = sources.classify(candidate)
        return role.kind === 'translation' ? role.sourcePath : candidate
      })
    })
  })
  const { items, former } = await loadItemsByPath(published.database, [...new Set(paths)])
  const known = { ...emptyState, items: new Map(items.map((item) => [item.id, item])), former }
  return linkTargets(known, config, sources.classify)
}
