import type { Item, Track, Translation, Version } from '../../src/item.ts'
import { emptyState, type RecordedState } from '../../src/state.ts'

/** A fit version without a date; its id and commit are its number unless given. */
export const version = (number: string, fields: Partial<Version> = {}): Version => ({
  id: number,
  number,
  commit: number,
  ordinal: 1,
  date: '2026-01-01T00:00:00Z',
  path: 'p/c/a/index.md',
  blob: number,
  digest: number,
  sourceDigest: number,
  fit: true,
  draft: false,
  publishAt: null,
  unpublishAt: null,
  author: 'Ada <ada@example.org>',
  reviewers: [],
  media: {},
  ...fields,
})

/** The track of versions, the newest first. */
export const track = (current: Version | null, ...older: readonly Version[]): Track => ({
  current,
  older,
})

/** A present lesson `p/c/<name>` with one fit version; its id is its name. */
export const item = (name: string, fields: Partial<Item> = {}): Item => ({
  id: name,
  type: 'lesson',
  collection: 'lesson',
  slug: `p/c/${name}`,
  path: `p/c/${name}/index.md`,
  present: true,
  gone: 0,
  created: '2026-01-01T00:00:00Z',
  quarantined: false,
  track: track(version('1.0.0')),
  ...fields,
})

/** The Spanish translation beside the lesson `p/c/<name>`, with one fit version. */
export const translation = (name: string, fields: Partial<Translation> = {}): Translation => ({
  path: `p/c/${name}/index.es.md`,
  collection: 'lesson',
  language: 'es',
  sourcePath: `p/c/${name}/index.md`,
  quarantined: false,
  track: track(version('es')),
  madeFrom: null,
  untouched: { sections: {} },
  ...fields,
})

/** A recorded state of these items and translations. */
export const stateOf = (
  items: readonly Item[],
  translations: readonly Translation[] = [],
  fields: Partial<RecordedState> = {},
): RecordedState => ({
  ...emptyState,
  items: new Map(items.map((one) => [one.id, one])),
  translations: new Map(translations.map((one) => [one.path, one])),
  ...fields,
})
