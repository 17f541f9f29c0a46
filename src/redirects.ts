import type { FileRole } from './classify.ts'
import type { Collection, Config } from './config.ts'
import { isRegular } from './ingest/ledger.ts'
import type { BlobRecord, Item } from './item.ts'
import { placeIn } from './lesson/field-places.ts'
import type { Place } from './lesson/finding.ts'
import type { ContentType } from './lesson/lesson.ts'
import { inOrderLeft, type RecordedState, slugKey } from './state.ts'

/** One line of a `redirects.yaml`: a former slug and the slug that it leads to, of items of any of these types. */
export type RedirectEntry = {
  /** The file that says so. */
  readonly path: string
  readonly place: Place
  readonly types: readonly ContentType[]
  readonly from: string
  readonly to: string
}

/** How the files of a commit are to be understood. */
export type RedirectSources = {
  readonly config: Config
  readonly classify: (path: string) => FileRole
  readonly record: (reading: string, blob: string) => BlobRecord | null
}

/** Where a collection's redirects stand: in the directory before the first named part of its pattern. */
export const redirectsPath = ({ files }: Pick<Collection, 'files'>): string =>
  `${files.prefix}redirects.yaml`

/** Most bytes of a former slug: more than any lesson's has, and less than an index of PostgreSQL refuses (2,704). */
export const longestFormerSlug = 2_500

/** What the redirects files of a commit say and can be kept, by path and then in their order. */
export const redirectEntries = (
  state: Pick<RecordedState, 'tree'>,
  sources: RedirectSources,
): readonly RedirectEntry[] => redirectLines(state, sources).filter(canBeKept)

/** Whether a line's former slug is short enough. */
export const canBeKept = ({ from }: RedirectEntry): boolean =>
  Buffer.byteLength(from) <= longestFormerSlug

/** What the redirects files of a commit say, but for lines without a slug to go to. */
export const redirectLines = (
  { tree }: Pick<RecordedState, 'tree'>,
  { config, classify, record }: RedirectSources,
): readonly RedirectEntry[] =>
  [...new Set(config.collections.map(redirectsPath))].toSorted().flatMap((path) => {
    const role = classify(path)
    const entry = tree.get(path)
    if (role.kind !== 'redirects' || entry === undefined || !isRegular(entry.mode)) return []
    const types = [...new Set(role.collections.map(({ type }) => type))]
    const read = record('redirects', entry.oid)
    return Object.entries(read?.metadata ?? {}).flatMap(([from, to]) =>
      typeof to === 'string' ? [{ path, place: placeIn(read?.places, from), types, from, to }] : [],
    )
  })

/** The item that a slug of a type leads to; null where it leads nowhere, or in a circle. */
export type Redirection = (type: ContentType, slug: string) => Item | null

/**
 * Makes the function that tells which of some items a slug is redirected to: from entry to entry until an item has the
 * slug, at last to the item that history knows to have left it.
 */
export const redirection = (
  entries: readonly RedirectEntry[],
  former: RecordedState['former'],
  items: readonly Item[],
): Redirection => {
  const byId = new Map(items.map((item) => [item.id, item]))
  const bySlug = new Map(items.map((item) => [slugKey(item.type, item.slug), item]))
  const left = new Map(
    inOrderLeft(former).map(({ type, slug, itemId }) => [slugKey(type, slug), itemId]),
  )
  const next = nextSlugs(entries)
  return (type, slug) => {
    const seen = new Set<string>()
    for (let at = slug; !seen.has(at); ) {
      seen.add(at)
      const key = slugKey(type, at)
      const to = next.get(key)
      if (to === undefined) return byId.get(left.get(key) ?? '') ?? null
      const item = bySlug.get(slugKey(type, to))
      if (item !== undefined) return item
      at = to
    }
    return null
  }
}

// Where two files redirect one slug, the first has its way.
const nextSlugs = (entries: readonly RedirectEntry[]): ReadonlyMap<string, string> =>
  new Map(
    entries
      .flatMap(({ types, from, to }) => types.map((type) => [slugKey(type, from), to] as const))
      .toReversed(),
  )

/** The items that are present. */
export const presentItems = ({ items }: Pick<RecordedState, 'items'>): readonly Item[] =>
  [...items.values()].filter(({ present }) => present)
