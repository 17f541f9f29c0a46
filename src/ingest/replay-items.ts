import type { Item } from '../item.ts'
import { slugKey } from '../state.ts'
import { admit } from './admit-item.ts'
import { foldPath, type Ledger, recordAt, unfoldPath, withTwins } from './ledger.ts'
import { indexMedia } from './media-index.ts'
import { claimants, type FileChange, pairByCollection } from './pair-items.ts'
import { settleItems } from './settle-items.ts'
import { itemHeldAt, settleSlugs } from './settle-slugs.ts'
import { formerSlug } from './slug.ts'

/**
 * Replays what one commit does to items: who left which path, who came, who moved, who is new; then
 * settles slug, version and fitness of each item it touched. The ledger's tree is the commit's.
 */
export const replayItems = (
  ledger: Ledger,
  changes: readonly FileChange[],
  mediaTouched: ReadonlySet<string>,
): void => {
  const isAskedFor = askedFor(ledger, changes)
  const leaving = changes.filter((change) => isLeaving(ledger, change, isAskedFor))
  const left = new Set(leaving)
  const entering = [
    ...changes.filter(
      (change) =>
        change.after !== null && (left.has(change) || itemHeldAt(ledger, change.path) === null),
    ),
    ...claimants(ledger, leaving, changes),
  ]
  const pairs = pairByCollection(ledger, leaving, entering)
  const holders = new Map(
    leaving.flatMap(({ path }) => {
      const item = itemHeldAt(ledger, path)
      return item === null ? [] : [[path, item] as const]
    }),
  )
  for (const path of holders.keys()) ledger.itemAt.delete(path)
  for (const change of changes) reindex(ledger, change)

  const placed = new Set<string>()
  for (const { path } of byPath(entering)) {
    const from = pairs.get(path)
    const item = from === undefined ? undefined : holders.get(from)
    if (item !== undefined) {
      place(ledger, item, path)
      placed.add(item.id)
    }
  }
  // A file that took another id without its item going anywhere keeps its item, and is at fault.
  for (const [path, item] of holders) {
    if (placed.has(item.id) || !ledger.tree.has(path) || ledger.itemAt.has(path)) continue
    place(ledger, item, path)
    placed.add(item.id)
  }
  for (const item of holders.values()) if (!placed.has(item.id)) archive(ledger, item)
  const changed = withTwins(
    ledger,
    [...changes, ...entering].map(({ path }) => path),
  )
  const touched = [...changed, ...mediaTouched, ...ledger.refused]
  const held = touched.filter((path) => ledger.itemAt.has(path))
  // Who is there already chooses first; then those who come, and those who have waited.
  settleSlugs(ledger, held)
  const coming = entering.map(({ path }) => path).filter((path) => !ledger.itemAt.has(path))
  const without = [...new Set([...coming, ...ledger.waiting])].toSorted()
  const declared = new Set(without.flatMap((path) => recordAt(ledger, path)?.fields?.id ?? []))
  const admitted = without.filter((path) => admit(ledger, path, declared))
  settleItems(ledger, [...held, ...admitted])
}

const byPath = (changes: readonly FileChange[]): readonly FileChange[] =>
  changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))

/** Whether an item leaves its path: its file is gone, declares another id, or none while another file asks for the item's. */
const isLeaving = (
  ledger: Ledger,
  { path, after }: FileChange,
  isAskedFor: (id: string) => boolean,
): boolean => {
  const item = itemHeldAt(ledger, path)
  if (item === null || after === null) return item !== null
  const fields = recordAt(ledger, path)?.fields
  if (fields == null || fields.id === item.id) return false
  return fields.id !== null || isAskedFor(item.id)
}

/** Tells of an id whether a file without an item, or one that takes another than it had, declares it. */
const askedFor = (ledger: Ledger, changes: readonly FileChange[]): ((id: string) => boolean) => {
  let ids: ReadonlySet<string> | null = null
  const idsAskedFor = (): ReadonlySet<string> => {
    const paths = [...changes.map(({ path }) => path), ...ledger.waiting]
    return new Set(
      paths.flatMap((path) => {
        const id = recordAt(ledger, path)?.fields?.id ?? null
        return id === null || id === itemHeldAt(ledger, path)?.id ? [] : [id]
      }),
    )
  }
  return (id) => {
    // Most commits never ask.
    ids ??= idsAskedFor()
    return ids.has(id)
  }
}

const reindex = (ledger: Ledger, { path, after }: FileChange): void => {
  if (after === null) {
    unfoldPath(ledger, path)
    ledger.waiting.delete(path)
  } else {
    foldPath(ledger, path)
  }
  indexMedia(ledger, path)
}

const place = (ledger: Ledger, item: Item, path: string): void => {
  const role = ledger.classify(path)
  if (role.kind !== 'item') return
  if (item.path !== path) ledger.former.push(formerSlug(ledger, item))
  ledger.items.set(item.id, { ...item, path, collection: role.collection.name })
  ledger.itemAt.set(path, item.id)
  ledger.waiting.delete(path)
}

const archive = (ledger: Ledger, item: Item): void => {
  ledger.items.set(item.id, { ...item, present: false, gone: ledger.ordinal, quarantined: false })
  ledger.touchedItems.add(item.id)
  const key = slugKey(item.type, item.slug)
  ledger.itemBySlug.delete(key)
  ledger.archivedAt.set(key, [...(ledger.archivedAt.get(key) ?? []), item.id])
}
