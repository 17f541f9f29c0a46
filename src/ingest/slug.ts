import type { BlobRecord, FormerSlug, Item } from '../item.ts'
import type { Ledger } from './ledger.ts'

/** The slug by the pattern, with its last part replaced by the front matter's `slug`. */
export const itemSlug = (patternSlug: string, record: BlobRecord): string => {
  const own = record.fields?.slug ?? null
  if (own === null) return patternSlug
  return [...patternSlug.split('/').slice(0, -1), own].join('/')
}

/** What an item was called before the commit at hand. */
export const formerSlug = (ledger: Ledger, item: Item): FormerSlug => ({
  type: item.type,
  slug: item.slug,
  path: item.path,
  itemId: item.id,
  ordinal: ledger.ordinal,
})
