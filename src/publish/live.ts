import type { Acceptance } from '../decision.ts'
import { entryKey, type Item, type Track, type Translation, type Version } from '../item.ts'
import type { ReviewedText } from '../review.ts'
import { itemByPath, type RecordedState } from '../state.ts'

/** One text of the release: an item's version in one language. */
export type ReleaseEntry = {
  readonly item: Item
  readonly language: string
  /** The collection's name, with `/translation` for translations: how its blob is read. */
  readonly reading: string
  readonly version: Version
  /** Paths of media that it refers to and that were purged; they are none of the version's. */
  readonly withheld?: readonly string[]
}

/** What decisions, and where an earlier commit is looked at the head's files, ask of single texts. */
export type Obeyed = {
  /** Ids of items, keys of objects, and blobs (`purgedBlob`), that nobody sees any more. */
  readonly purged: ReadonlySet<string>
  /** Texts, by `entryKey`, that are past their end by the head, where that is not the commit that is shown. */
  readonly ended: ReadonlySet<string>
  /** Text, by `entryKey` → the version that it is pinned to. */
  readonly pins: ReadonlyMap<string, Version>
  /** Ids of items that were taken down. */
  readonly archived: ReadonlySet<string>
  /** Texts, by `entryKey`, of which not every fit version is approved as it is. */
  readonly reviewed: ReadonlyMap<string, ReviewedText>
  /** Translations, by `entryKey`, of which somebody said that they say what their source says. */
  readonly accepted: ReadonlyMap<string, Acceptance>
  /** Ids of items about which reviewers or translators decided since the last release. */
  readonly judged: ReadonlySet<string>
}

/** As long as nobody has decided anything. */
export const nothingDecided: Obeyed = {
  purged: new Set(),
  ended: new Set(),
  pins: new Map(),
  archived: new Set(),
  reviewed: new Map(),
  accepted: new Map(),
  judged: new Set(),
}

/**
 * The version that learners see at `now` (ISO 8601, UTC), or null. Nothing, while the head's file is a draft or past
 * its end; else the one that the text is pinned to; else the newest fit one whose date has come, of those that are
 * approved where that takes people.
 */
export const liveVersion = (
  track: Track,
  now: string,
  pinned: Version | null = null,
  approved: readonly Version[] | null = null,
): Version | null => {
  const { current } = track
  if (current === null || current.draft) return null
  if (current.unpublishAt !== null && current.unpublishAt <= now) return null
  const due = (version: Version): boolean =>
    version.fit && !version.draft && (version.publishAt === null || version.publishAt <= now)
  return pinned ?? (approved ?? [current, ...track.older]).find(due) ?? null
}

/** The set of texts that is to be live: items of the head, and the translations of those. */
export const releaseEntries = (
  state: RecordedState,
  language: string,
  now: string,
  obeyed: Obeyed = nothingDecided,
): readonly ReleaseEntry[] => {
  const sources = [...state.items.values()].flatMap((item): ReleaseEntry[] => {
    const version = item.present ? versionOf({ item, language }, item.track, now, obeyed) : null
    return version === null ? [] : [{ item, language, reading: item.collection, version }]
  })
  const live = new Set(sources.map(({ item }) => item.id))
  const translations = translationsByItem(state).flatMap(({ item, translation }) => {
    const { language, track } = translation
    const version = live.has(item.id) ? versionOf({ item, language }, track, now, obeyed) : null
    const reading = `${translation.collection}/translation`
    return version === null ? [] : [{ item, language, reading, version }]
  })
  return [...sources, ...translations]
    .map((entry) => withoutPurged(entry, obeyed))
    .toSorted((a, b) => compare(a.item.id, b.item.id) || compare(a.language, b.language))
}

/** How a media file is named in `purged`, whatever is made from it: by its blob. */
export const purgedBlob = (blob: string): string => `blob:${blob}`

const withoutPurged = (entry: ReleaseEntry, { purged }: Obeyed): ReleaseEntry => {
  const media = Object.entries(entry.version.media)
  const shown = media.filter(([, blob]) => !purged.has(purgedBlob(blob)))
  if (shown.length === media.length) return entry
  const kept = new Set(shown.map(([path]) => path))
  return {
    ...entry,
    version: { ...entry.version, media: Object.fromEntries(shown) },
    withheld: media.map(([path]) => path).filter((path) => !kept.has(path)),
  }
}

type Text = { readonly item: Item; readonly language: string }

const versionOf = (
  { item, language }: Text,
  track: Track,
  now: string,
  { purged, ended, pins, archived, reviewed }: Obeyed,
): Version | null => {
  const key = entryKey(item.id, language)
  if (purged.has(item.id) || archived.has(item.id) || ended.has(key)) return null
  return liveVersion(track, now, pins.get(key), reviewed.get(key)?.candidates)
}

/** When a date that a text carries changes the release next, if no file does: ISO 8601, UTC; null for never. */
export const nextChange = (
  state: RecordedState,
  language: string,
  now: string,
  obeyed: Obeyed = nothingDecided,
): string | null => {
  const sources = [...state.items.values()].filter((item) => item.present)
  const changes = [
    ...sources.flatMap((item) => {
      const at = (date: string): Version | null =>
        versionOf({ item, language }, item.track, date, obeyed)
      return changeOf(item.track, now, at) ?? []
    }),
    ...translationsByItem(state).flatMap(({ item, translation: { language: other, track } }) => {
      const at = (date: string): Version | null =>
        versionOf({ item, language }, item.track, date, obeyed) === null
          ? null
          : versionOf({ item, language: other }, track, date, obeyed)
      return changeOf(track, now, at) ?? []
    }),
  ]
  return changes.toSorted(compare)[0] ?? null
}

/** The first date after `now` that a track carries and from which another version is live. */
const changeOf = (
  track: Track,
  now: string,
  liveAt: (date: string) => Version | null,
): string | null => {
  const dates = [track.current, ...track.older]
    .flatMap((version) => [version?.publishAt, version?.unpublishAt])
    .filter((date) => date != null)
    .filter((date) => date > now)
  if (dates.length === 0) return null
  const before = liveAt(now)
  return dates.toSorted(compare).find((date) => liveAt(date) !== before) ?? null
}

/**
 * The texts, by `entryKey`, that have an end by the newest version of their files, and when (ISO 8601, UTC). Under a pin of
 * the environment this is all that a file still decides.
 */
export const endsOf = (state: RecordedState, language: string): ReadonlyMap<string, string> => {
  const itemAt = itemByPath(state)
  const ends = new Map<string, string>()
  const note = (itemId: string, code: string, { current }: Track): void => {
    if (current?.unpublishAt != null) ends.set(entryKey(itemId, code), current.unpublishAt)
  }
  for (const item of state.items.values()) note(item.id, language, item.track)
  for (const { sourcePath, language: code, track } of state.translations.values()) {
    const item = itemAt(sourcePath)
    if (item !== null) note(item.id, code, track)
  }
  return ends
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
