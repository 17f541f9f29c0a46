import type { Item } from '../item.ts'
import { slugKey } from '../state.ts'
import { judge } from './judge.ts'
import { type Ledger, recordAt } from './ledger.ts'
import { formerSlug, itemSlug } from './slug.ts'

/**
 * Gives the items at the given paths the slugs that their files ask for, before any new file gets one.
 * All leave before any takes, so that lessons can swap slugs in one commit; whose slug another item
 * keeps stays where it was, and is refused.
 */
export const settleSlugs = (ledger: Ledger, paths: readonly string[]): void => {
  const sorted = [...new Set([...paths, ...ledger.refused])].toSorted()
  let moves = sorted.flatMap((path) => {
    ledger.refused.delete(path)
    const item = itemHeldAt(ledger, path)
    const slug = item === null ? null : wantedSlug(ledger, item)
    return item === null || slug === null || slug === item.slug ? [] : [{ path, item, slug }]
  })
  for (;;) {
    const leaving = new Set(moves.map(({ item }) => item.id))
    const taken = new Set<string>()
    const possible = moves.filter(({ path, item, slug }) => {
      const key = slugKey(item.type, slug)
      const holder = ledger.itemBySlug.get(key)
      const free = (holder === undefined || leaving.has(holder)) && !taken.has(key)
      if (free) taken.add(key)
      else ledger.refused.add(path)
      return free
    })
    if (possible.length === moves.length) break
    // Whoever has to stay may hold the slug that another was to take.
    moves = possible
  }
  for (const { item } of moves) ledger.itemBySlug.delete(slugKey(item.type, item.slug))
  for (const { item, slug } of moves) take(ledger, item, slug)
}

/** The item at a path, or null. */
export const itemHeldAt = (ledger: Ledger, path: string): Item | null => {
  const id = ledger.itemAt.get(path)
  return (id === undefined ? undefined : ledger.items.get(id)) ?? null
}

/** The slug that an item's file asks for; null where the file says nothing valid. */
export const wantedSlug = (ledger: Ledger, item: Item): string | null => {
  const role = ledger.classify(item.path)
  const record = recordAt(ledger, item.path)
  if (role.kind !== 'item' || record?.parsed !== true) return null
  const slug = itemSlug(role.slug, record)
  return slug === item.slug || judge(ledger, item.path).parsed ? slug : null
}

const take = (ledger: Ledger, item: Item, slug: string): void => {
  ledger.itemBySlug.set(slugKey(item.type, slug), item.id)
  // A move in this commit has noted the old slug together with the old path.
  const moved =
    ledger.former.findLast(({ itemId }) => itemId === item.id)?.ordinal === ledger.ordinal
  if (!moved) ledger.former.push(formerSlug(ledger, item))
  ledger.items.set(item.id, { ...item, slug })
}
