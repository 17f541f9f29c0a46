import type { Item } from '../item.ts'
import type { HistoryCommit } from '../source/history.ts'
import { type RecordedState, slugKey } from '../state.ts'
import { foldPath, type Ledger, type ReplaySources } from './ledger.ts'
import { indexMedia } from './media-index.ts'
import { itemHeldAt, wantedSlug } from './settle-slugs.ts'

/** Opens a ledger on a copy of the state; nothing given is changed. */
export const openLedger = (state: RecordedState, sources: ReplaySources): Ledger => {
  const ledger: Ledger = {
    ...sources,
    graph: new Map(),
    commit: noCommit,
    ordinal: state.ordinal,
    tree: new Map(state.tree),
    items: new Map(state.items),
    itemAt: new Map(),
    itemBySlug: new Map(),
    archivedAt: archivedBySlug(state.items.values()),
    translations: new Map(state.translations),
    hierarchy: new Map(state.hierarchy),
    former: [...state.former],
    mediaUsers: new Map(),
    mediaOf: new Map(),
    folded: new Map(),
    waiting: new Set(),
    refused: new Set(),
    versions: [],
    translationVersions: [],
    hierarchyVersions: [],
    bookkeeping: new Map(),
    touchedItems: new Set(),
    touchedTranslations: new Set(),
    touchedHierarchy: new Set(),
    authorsChanged: false,
    beyondGraph: false,
  }
  for (const item of state.items.values()) {
    if (!item.present) continue
    ledger.itemAt.set(item.path, item.id)
    ledger.itemBySlug.set(slugKey(item.type, item.slug), item.id)
  }
  for (const path of state.tree.keys()) {
    const role = ledger.classify(path)
    if (role.kind !== 'item' && role.kind !== 'translation') continue
    foldPath(ledger, path)
    indexMedia(ledger, path)
    if (role.kind === 'item' && !ledger.itemAt.has(path)) ledger.waiting.add(path)
  }
  for (const path of ledger.itemAt.keys()) {
    const item = itemHeldAt(ledger, path)
    const slug = item === null ? null : wantedSlug(ledger, item)
    if (slug !== null && slug !== item?.slug) ledger.refused.add(path)
  }
  return ledger
}

const archivedBySlug = (items: Iterable<Item>): Map<string, readonly string[]> => {
  const bySlug = new Map<string, readonly string[]>()
  const archived = [...items].filter((item) => !item.present)
  for (const item of archived.toSorted((a, b) => a.gone - b.gone)) {
    const key = slugKey(item.type, item.slug)
    bySlug.set(key, [...(bySlug.get(key) ?? []), item.id])
  }
  return bySlug
}

const noCommit: HistoryCommit = {
  commit: '',
  parents: [],
  author: { name: '', email: '' },
  date: '',
  subject: '',
  trailers: [],
  changes: [],
}
