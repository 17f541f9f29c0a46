import type { Item, Track, Translation, Version } from '../item.ts'
import { itemByPath, type RecordedState } from '../state.ts'

/** One text of the release: an item's version in one language. */
export type ReleaseEntry = {
  readonly item: Item
  readonly language: string
  /** The collection's name, with `/translation` for translations: how its blob is read. */
  readonly reading: string
  readonly version: Version
}

/**
 * The version that learners see at `now` (ISO 8601, UTC), or null: the newest fit one whose date has
 * come, unless the head's file is a draft or past its end.
 */
export const liveVersion = (track: Track, now: string): Version | null => {
  const { current } = track
  if (current === null || current.draft) return null
  if (current.unpublishAt !== null && current.unpublishAt <= now) return null
  const due = (version: Version): boolean =>
    version.fit && !version.draft && (version.publishAt === null || version.publishAt <= now)
  return [current, ...track.older].find(due) ?? null
}

/** The set of texts that is to be live: items of the head, and the translations of those. */
export const releaseEntries = (
  state: RecordedState,
  language: string,
  now: string,
): readonly ReleaseEntry[] => {
  const sources = [...state.items.values()].flatMap((item): ReleaseEntry[] => {
    const version = item.present ? liveVersion(item.track, now) : null
    return version === null ? [] : [{ item, language, reading: item.collection, version }]
  })
  const live = new Set(sources.map(({ item }) => item.id))
  const translations = translationsByItem(state).flatMap(({ item, translation }) => {
    const version = live.has(item.id) ? liveVersion(translation.track, now) : null
    const reading = `${translation.collection}/translation`
    return version === null ? [] : [{ item, language: translation.language, reading, version }]
  })
  return [...sources, ...translations].toSorted(
    (a, b) => compare(a.item.id, b.item.id) || compare(a.language, b.language),
  )
}

/** When a date that a text carries changes the release next, if no file does: ISO 8601, UTC; null for never. */
export const nextChange = (state: RecordedState, now: string): string | null => {
  const present = [...state.items.values()].filter((item) => item.present)
  const changes = [
    ...present.flatMap(({ track }) => changeOf(track, now) ?? []),
    ...translationsByItem(state).flatMap(
      ({ item, translation }) => changeOf(translation.track, now, item.track) ?? [],
    ),
  ]
  return changes.toSorted(compare)[0] ?? null
}

/** The first date after `now` from which another version is live; for a translation, while its source is. */
const changeOf = (track: Track, now: string, source: Track | null = null): string | null => {
  const before = liveVersion(track, now)
  const dates = [track.current, ...track.older]
    .flatMap((version) => [version?.publishAt, version?.unpublishAt])
    .filter((date) => date != null)
  const isChange = (date: string): boolean =>
    date > now &&
    liveVersion(track, date) !== before &&
    (source === null || liveVersion(source, date) !== null)
  return dates.toSorted(compare).find(isChange) ?? null
}

/** A translation file and the present item that it belongs to. */
export type OwnedTranslation = { readonly item: Item; readonly translation: Translation }

/**
 * Joins translations with their items, by the path their source has or once had. Where two files
 * claim one language of one item, the file named like the item now wins, then the later path.
 */
export const translationsByItem = (state: RecordedState): readonly OwnedTranslation[] => {
  const itemAt = itemByPath(state)
  const owned = new Map<string, OwnedTranslation>()
  for (const translation of state.translations.values()) {
    const item = itemAt(translation.sourcePath)
    if (item === null || !item.present) continue
    const key = `${item.id} ${translation.language}`
    const rival = owned.get(key)?.translation
    if (rival === undefined || outranks(translation, rival, item)) {
      owned.set(key, { item, translation })
    }
  }
  return [...owned.values()]
}

const outranks = (translation: Translation, rival: Translation, item: Item): boolean => {
  const named = translation.sourcePath === item.path
  const rivalNamed = rival.sourcePath === item.path
  return named === rivalNamed ? translation.path > rival.path : named
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
