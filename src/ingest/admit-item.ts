import { uuidOf } from '../identifier.ts'
import type { Item } from '../item.ts'
import { slugKey } from '../state.ts'
import { judge } from './judge.ts'
import type { Ledger } from './ledger.ts'
import { formerSlug, itemSlug } from './slug.ts'
import { emptyTrack } from './track.ts'

/**
 * Gives a file that has no item one: its own again, or a new one. False while it has to wait.
 * @param declared ids that files without an item ask for, which no other such file may get
 */
export const admit = (ledger: Ledger, path: string, declared: ReadonlySet<string>): boolean => {
  const role = ledger.classify(path)
  if (role.kind !== 'item') return false
  ledger.waiting.add(path)
  const { record, parsed } = judge(ledger, path)
  if (record === null || !parsed) return false
  const type = role.collection.type
  const slug = itemSlug(role.slug, record)
  const id = record.fields?.id ?? freeId(ledger, type, slug, declared)
  const known = ledger.items.get(id)
  if (known?.present === true || ledger.itemBySlug.has(slugKey(type, slug))) return false
  if (known !== undefined) revive(ledger, known, slug, path)
  ledger.items.set(id, {
    id,
    type,
    collection: role.collection.name,
    slug,
    path,
    present: true,
    gone: 0,
    created: known?.created ?? ledger.commit.date,
    quarantined: false,
    track: known?.track ?? emptyTrack,
  })
  ledger.itemAt.set(path, id)
  ledger.itemBySlug.set(slugKey(type, slug), id)
  ledger.waiting.delete(path)
  return true
}

const revive = (ledger: Ledger, item: Item, slug: string, path: string): void => {
  const key = slugKey(item.type, item.slug)
  ledger.archivedAt.set(
    key,
    (ledger.archivedAt.get(key) ?? []).filter((id) => id !== item.id),
  )
  if (item.slug === slug && item.path === path) return
  // It left when it was removed, so that whoever was there in between left later.
  ledger.former.push({ ...formerSlug(ledger, item), ordinal: item.gone })
}

/** The id of the item last archived at this slug; else a derived one that no other item has. */
const freeId = (
  ledger: Ledger,
  type: Item['type'],
  slug: string,
  declared: ReadonlySet<string>,
): string => {
  const archived = ledger.archivedAt.get(slugKey(type, slug))?.findLast((id) => !declared.has(id))
  if (archived !== undefined) return archived
  const derived = uuidOf(type, slug)
  const isFree = !ledger.items.has(derived) && !declared.has(derived)
  return isFree ? derived : uuidOf(type, slug, ledger.commit.commit)
}
