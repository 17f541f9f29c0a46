import type { Hierarchy, Part, Pillar, Redirects, Release, Text } from '../contracts/manifest.ts'
import { sha256 } from '../identifier.ts'
import type { Item } from '../item.ts'
import type { ContentType } from '../lesson/lesson.ts'
import { type RedirectEntry, redirection } from '../redirects.ts'
import { inOrderLeft, type RecordedState, slugKey } from '../state.ts'
import type { Listing } from './item-rows.ts'
import type { ReleaseEntry } from './live.ts'

/** A text as a manifest lists it. */
export type ManifestText = ReleaseEntry &
  Listing & {
    readonly documentKey: string
    /** All that the item is live in, the source's first. */
    readonly languages: readonly string[]
    /** When the source moved on, of a translation that does not say what it says now (ISO 8601, UTC). */
    readonly outdated: string | null
  }

/** An object to put under its key; `body` is canonical JSON. */
export type ManifestObject = { readonly key: string; readonly body: string }

/** A release in the bucket: the root that names all parts, and the parts. */
export type Manifest = { readonly root: ManifestObject; readonly parts: readonly ManifestObject[] }

/** All that a manifest is made of. */
export type ManifestInput = {
  readonly commit: string
  /** Canonical BCP 47 tag of the texts that are no translations. */
  readonly language: string
  /** Canonical BCP 47 tags of all languages that are published. */
  readonly languages: readonly string[]
  readonly pillars: readonly Pillar[]
  readonly texts: readonly ManifestText[]
  readonly redirects: readonly Redirect[]
}

/**
 * The manifest of a release: one part per course (or collection, where there are no courses) and
 * language, one for the hierarchy, one for the redirects, and a root that names them. Equal sets give
 * equal keys; nothing in it tells when or by which run it was made.
 */
export const manifest = (input: ManifestInput): Manifest => {
  const { commit, language, pillars, texts, redirects } = input
  const groups = new Map<string, ManifestText[]>()
  for (const text of texts) {
    const name = `${text.language} ${groupOf(text)}`
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [text])
    else group.push(text)
  }
  const named = [...groups]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([name, members]) => {
      const space = name.indexOf(' ')
      const [language, group] = [name.slice(0, space), name.slice(space + 1)]
      return {
        name: group,
        language,
        count: members.length,
        object: part(group, language, members),
      }
    })
  const hierarchy = manifestObject({ schema: 1, pillars })
  const moved = manifestObject({
    schema: 1,
    redirects: redirects.map(({ type, slug, itemId }) => ({ type, slug, id: itemId })),
  })
  const root = manifestObject({
    schema: 1,
    commit,
    language,
    fallbacks: fallbacks(input),
    hierarchy: hierarchy.key,
    parts: named.map(({ name, language, count, object }) => ({
      name,
      language,
      count,
      key: object.key,
    })),
    redirects: moved.key,
  })
  return { root, parts: [...named.map(({ object }) => object), hierarchy, moved] }
}

/** Where to look for what is not there in a language: without its region or script, then in the source's. */
const fallbacks = ({
  language: source,
  languages,
}: Pick<ManifestInput, 'language' | 'languages'>): Release['fallbacks'] =>
  Object.fromEntries(
    languages
      .filter((code) => code !== source)
      .map((code) => [
        code,
        [...shortened(code).filter((each) => languages.includes(each) && each !== source), source],
      ]),
  )

/** `zh-Hant-TW` → `zh-Hant`, `zh`. */
const shortened = (code: string): readonly string[] => {
  const parts = code.split('-')
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join('-'))
}

/** The part that a text stands in, but for its language. */
export const groupOf = ({ item }: Pick<ManifestText, 'item'>): string => {
  const directory = item.slug.split('/').slice(0, -1).join('/')
  return directory === '' ? item.collection : `${item.collection}/${directory}`
}

const part = (name: string, language: string, texts: readonly ManifestText[]): ManifestObject =>
  manifestObject({
    schema: 1,
    name,
    language,
    items: texts.toSorted((a, b) => compare(a.item.slug, b.item.slug)).map(entryOf),
  })

/** What a part says of one text. */
export const entryOf = ({
  item,
  title,
  description,
  minutes,
  documentKey,
  version,
  languages,
  outdated,
}: ManifestText): Text => ({
  id: item.id,
  type: item.type,
  slug: item.slug,
  title,
  description,
  minutes,
  document: documentKey,
  version: version.number === '' ? null : version.number,
  commit: version.commit,
  languages: [...languages],
  outdated,
})

/** An object of a manifest, under the key that its content gives it. */
export const manifestObject = (value: Release | Part | Hierarchy | Redirects): ManifestObject => {
  const body = JSON.stringify(value)
  return { key: `releases/${sha256(body)}.json`, body }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A former slug that leads to a live item. */
export type Redirect = {
  readonly type: ContentType
  readonly slug: string
  readonly itemId: string
}

/**
 * Former slugs that lead to a live item and that no live item has itself: those that history knows, the last to hold a
 * slug winning, and over them those that redirects files name.
 */
export const redirects = (
  state: Pick<RecordedState, 'former'>,
  live: readonly ReleaseEntry[],
  entries: readonly RedirectEntry[],
): readonly Redirect[] => {
  const liveItems = new Map(live.map(({ item }) => [item.id, item]))
  const taken = new Set([...liveItems.values()].map(({ type, slug }) => slugKey(type, slug)))
  const bySlug = new Map<string, Redirect>()
  const note = (type: ContentType, slug: string, item: Item | null): void => {
    const key = slugKey(type, slug)
    if (item !== null && !taken.has(key)) bySlug.set(key, { type, slug, itemId: item.id })
  }
  for (const { type, slug, itemId } of inOrderLeft(state.former)) {
    note(type, slug, liveItems.get(itemId) ?? null)
  }
  const follow = redirection(entries, state.former, [...liveItems.values()])
  for (const { types, from } of entries) {
    for (const type of types) note(type, from, follow(type, from))
  }
  return [...bySlug.values()].toSorted((a, b) => compare(a.type, b.type) || compare(a.slug, b.slug))
}
