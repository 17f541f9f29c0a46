import { type LiveItem, loadItemsByPath } from '../database/reworded.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import { linkTargets } from '../link-target.ts'
import { namedFiles } from '../named-file.ts'
import { redirectEntries, redirectsPath } from '../redirects.ts'
import type { HistoryCommit } from '../source/history.ts'
import { type Entry, emptyState, type RecordedState } from '../state.ts'
import type { RewordingSources } from './rewording.ts'

const aroundItems: ReadonlySet<string> = new Set(['authors', 'mailmap', 'redirects'])

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
  for (const path of [config.authors, '.mailmap', ...config.collections.map(redirectsPath)]) {
    const { kind } = classify(path)
    if (tree.has(path) || !aroundItems.has(kind)) continue
    const oid = await objects.lookup(last.commit, path)
    if (oid === null) continue
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
  { published }: Pick<RewordingSources, 'published'>,
  sources: ReplaySources,
  live: readonly LiveItem[],
): Promise<ReturnType<typeof linkTargets>> => {
  const paths = pathsMeant(sources, live)
  const { items, former } = await loadItemsByPath(published.database, [...new Set(paths)])
  const known = { ...emptyState, items: new Map(items.map((item) => [item.id, item])), former }
  return linkTargets(known, sources)
}

/** Whether a link of these items may lead on by `redirects.yaml`, to an item that is not at hand. */
export const areRedirected = (
  sources: ReplaySources,
  live: readonly LiveItem[],
  state: RecordedState,
): boolean => {
  const redirected = new Set(redirectEntries(state, sources).map(({ from }) => from))
  if (redirected.size === 0) return false
  return pathsMeant(sources, live).some((path) => {
    const role = sources.classify(path)
    return role.kind === 'item' && redirected.has(role.slug)
  })
}

/** The source files that links of these items may mean. */
const pathsMeant = (sources: ReplaySources, live: readonly LiveItem[]): readonly string[] =>
  live.flatMap(({ item }) => {
    const links = sources.record(item.collection, item.track.current?.blob ?? '')?.links ?? []
    return links.flatMap(({ url }) =>
      [...namedFiles(sources, item.path, url)].map(({ path }) => {
        const role = sources.classify(path)
        return role.kind === 'translation' ? role.sourcePath : path
      }),
    )
  })
