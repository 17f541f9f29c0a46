import { type Diagnostic, sortDiagnostics } from '../diagnostic.ts'
import type { Item } from '../item.ts'
import { placeIn } from '../lesson/field-places.ts'
import { slugKey } from '../state.ts'
import { judge } from './judge.ts'
import { type Ledger, recordAt } from './ledger.ts'
import { itemHeldAt, wantedSlug } from './settle-slugs.ts'
import { itemSlug } from './slug.ts'

/** Files at the head that claim an identity which another file holds: with these, nothing may be published. */
export const identityConflicts = (ledger: Ledger): readonly Diagnostic[] =>
  sortDiagnostics(
    deniedClaims(ledger).flatMap(({ path, slug, idHolder, slugHolder }) => {
      if (idHolder !== null) return [sameId(atKey(ledger, path, 'id'), idHolder.path)]
      if (isHeld(ledger, slug, slugHolder)) return []
      return [sameSlug(atKey(ledger, path, 'slug'), slugHolder?.path ?? null)]
    }),
  )

/**
 * Files at the head that cannot have the identity they ask for, through no other file's claim: an error
 * of those files alone. They declare another id than their item has had since it came, or ask for a slug
 * that an item keeps only while its own file, which has moved on, cannot be read.
 */
export const misfits = (ledger: Ledger): readonly Diagnostic[] => [
  ...presentItems(ledger).flatMap(({ id, path }) => {
    const declared = recordAt(ledger, path)?.fields?.id ?? null
    return declared === null || declared === id
      ? []
      : [otherId(atKey(ledger, path, 'id'), id, declared)]
  }),
  ...deniedClaims(ledger).flatMap(({ path, slug, idHolder, slugHolder }) =>
    idHolder === null && slugHolder !== null && isHeld(ledger, slug, slugHolder)
      ? [heldSlug(atKey(ledger, path, 'slug'), slugHolder.path)]
      : [],
  ),
]

/** A file that did not get the identity it asks for, and the items that have it. */
type DeniedClaim = {
  readonly path: string
  readonly slug: string
  readonly idHolder: Item | null
  readonly slugHolder: Item | null
}

const deniedClaims = (ledger: Ledger): readonly DeniedClaim[] => {
  const claimOf = (path: string): readonly DeniedClaim[] => {
    const role = ledger.classify(path)
    const record = recordAt(ledger, path)
    if (role.kind !== 'item' || record?.parsed !== true) return []
    const slug = itemSlug(role.slug, record)
    const own = itemHeldAt(ledger, path)
    // Nearly all have what they ask for, which is told without a judgement.
    if (own?.slug === slug || !judge(ledger, path).parsed) return []
    const byId = own === null ? ledger.items.get(record.fields?.id ?? '') : undefined
    const bySlug = ledger.items.get(
      ledger.itemBySlug.get(slugKey(role.collection.type, slug)) ?? '',
    )
    const idHolder = byId?.present === true ? byId : null
    return [{ path, slug, idHolder, slugHolder: bySlug ?? null }]
  }
  return [...ledger.waiting, ...presentItems(ledger).map(({ path }) => path)].flatMap(claimOf)
}

/** Whether the holder of a slug has it only for want of the one that its file asks for. */
const isHeld = (ledger: Ledger, slug: string, holder: Item | null): boolean =>
  holder !== null && wantedSlug(ledger, holder) !== slug

const presentItems = (ledger: Ledger) => [...ledger.items.values()].filter(({ present }) => present)

/** Where a key of a file stands; the file's beginning where it has none. */
type At = Pick<Diagnostic, 'path' | 'line' | 'column'>

const atKey = (ledger: Ledger, path: string, key: 'id' | 'slug'): At => ({
  path,
  ...placeIn(recordAt(ledger, path)?.places, key),
})

const fault = (at: At, rule: string, message: string, hint: string): Diagnostic => ({
  ...at,
  severity: 'error',
  rule,
  message,
  hint,
})

const sameId = (at: At, holder: string): Diagnostic =>
  fault(
    at,
    'ID_DUPLICATE',
    `Expected an id of its own, got that of \`${holder}\`.`,
    'Give one of the two files another id.',
  )

const sameSlug = (at: At, holder: string | null): Diagnostic =>
  fault(
    at,
    'SLUG_DUPLICATE',
    `Expected a slug of its own, got that of ${holder === null ? 'another file' : `\`${holder}\``}.`,
    'Give one of the two files another slug.',
  )

const heldSlug = (at: At, holder: string): Diagnostic =>
  fault(
    at,
    'SLUG_HELD',
    `Expected a slug of its own, got one that the item of \`${holder}\` keeps until that file is mended.`,
    'Mend that file, or give this one another slug.',
  )

const otherId = (at: At, id: string, declared: string): Diagnostic =>
  fault(
    at,
    'ID_CHANGED',
    `Expected the id \`${id}\`, which this item has had before, got \`${declared}\`.`,
    'Write the former id again, or put the text into a new file.',
  )
