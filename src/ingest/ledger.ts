import type { FileRole } from '../classify.ts'
import type { Collection, Config } from '../config.ts'
import type { Finding } from '../diagnostic.ts'
import type { BlobRecord, FormerSlug, Item, SourceLookup, Translation, Version } from '../item.ts'
import type { HistoryCommit } from '../source/history.ts'
import { isMediaPath } from '../source/media-path.ts'
import { resolvePath } from '../source/resolve-path.ts'
import { type Entry, type HierarchyFile, type RecordedState, slugKey } from '../state.ts'
import type { ChangeType } from './change-type.ts'
import type { Graph } from './origin.ts'

/** A row to be of `versions.content_versions`. `before` is the blob of the version it follows. */
export type NewVersion = {
  readonly itemId: string
  readonly version: Version
  readonly changeType: ChangeType
  readonly summary: string
  readonly changedBy: string | null
  readonly before: string | null
  readonly findings: readonly Finding[]
}

/** A row to be of `pipeline.translation_versions`. */
export type NewTranslationVersion = {
  readonly collection: string
  readonly language: string
  readonly version: Version
  readonly madeFrom: string | null | SourceLookup
  readonly changedBy: string | null
  readonly findings: readonly Finding[]
}

/** A row to be of `pipeline.hierarchy_versions`. */
export type NewHierarchyVersion = HierarchyFile & {
  readonly id: string
  readonly commit: string
  readonly ordinal: number
  readonly date: string
}

/** What a replay needs besides the state: how paths and blobs are to be understood, and the commits off the line. */
export type ReplaySources = {
  readonly config: Config
  readonly classify: (path: string) => FileRole
  readonly record: (reading: string, blob: string) => BlobRecord | null
  readonly graph: Graph
}

/**
 * The state while commits are replayed over it, with the indexes that make one commit cost what it
 * changes. It is mutable and never leaves the replay.
 */
export type Ledger = ReplaySources & {
  commit: HistoryCommit
  ordinal: number
  readonly tree: Map<string, Entry>
  readonly items: Map<string, Item>
  readonly itemAt: Map<string, string>
  readonly itemBySlug: Map<string, string>
  /** Archived items by the slug they had, the last to go last. */
  readonly archivedAt: Map<string, readonly string[]>
  readonly translations: Map<string, Translation>
  readonly hierarchy: Map<string, HierarchyFile>
  readonly former: FormerSlug[]
  /** Media path → files that refer to it, whether or not it exists. */
  readonly mediaUsers: Map<string, Set<string>>
  readonly mediaOf: Map<string, readonly string[]>
  /** Paths equal after Unicode normalisation and lower-casing. */
  readonly folded: Map<string, Set<string>>
  /** Parsed files whose identity another file holds. */
  readonly waiting: Set<string>
  readonly versions: NewVersion[]
  readonly translationVersions: NewTranslationVersion[]
  readonly hierarchyVersions: NewHierarchyVersion[]
  readonly touchedItems: Set<string>
  readonly touchedTranslations: Set<string>
  readonly touchedHierarchy: Set<string>
  /** Whether the origin of a translation lies beyond the commits in `graph`. */
  beyondGraph: boolean
}

/** Opens a ledger on a copy of the state; nothing given is changed. */
export const openLedger = (state: RecordedState, sources: ReplaySources): Ledger => {
  const ledger: Ledger = {
    ...sources,
    commit: noCommit,
    ordinal: state.ordinal,
    tree: new Map(state.tree),
    items: new Map(state.items),
    itemAt: new Map(),
    itemBySlug: new Map(),
    archivedAt: archivedBySlug(state.items.values()),
    translations: new Map(state.translations),
    hierarchy: new Map(state.hierarchy),
    former: [...state.former],
    mediaUsers: new Map(),
    mediaOf: new Map(),
    folded: new Map(),
    waiting: new Set(),
    versions: [],
    translationVersions: [],
    hierarchyVersions: [],
    touchedItems: new Set(),
    touchedTranslations: new Set(),
    touchedHierarchy: new Set(),
    beyondGraph: false,
  }
  for (const item of state.items.values()) {
    if (!item.present) continue
    ledger.itemAt.set(item.path, item.id)
    ledger.itemBySlug.set(slugKey(item.type, item.slug), item.id)
  }
  for (const path of state.tree.keys()) {
    const role = ledger.classify(path)
    if (role.kind !== 'item' && role.kind !== 'translation') continue
    foldPath(ledger, path)
    indexMedia(ledger, path)
    if (role.kind === 'item' && !ledger.itemAt.has(path)) ledger.waiting.add(path)
  }
  return ledger
}

const archivedBySlug = (items: Iterable<Item>): Map<string, readonly string[]> => {
  const bySlug = new Map<string, readonly string[]>()
  const archived = [...items].filter((item) => !item.present)
  for (const item of archived.toSorted((a, b) => a.gone - b.gone)) {
    const key = slugKey(item.type, item.slug)
    bySlug.set(key, [...(bySlug.get(key) ?? []), item.id])
  }
  return bySlug
}

const noCommit: HistoryCommit = {
  commit: '',
  parents: [],
  author: { name: '', email: '' },
  date: '',
  subject: '',
  trailers: [],
  changes: [],
}

/** The record of the file at a path, or null where there is no regular file or it was never read. */
export const recordAt = (ledger: Ledger, path: string): BlobRecord | null => {
  const entry = ledger.tree.get(path)
  const reading = readingAt(ledger, path)
  if (entry === undefined || reading === null || !isRegular(entry.mode)) return null
  return ledger.record(reading, entry.oid)
}

/** How the file at a path is read, or null for a path that is not parsed. */
export const readingAt = (
  sources: Pick<ReplaySources, 'classify'>,
  path: string,
): string | null => {
  const role = sources.classify(path)
  switch (role.kind) {
    case 'item':
      return role.collection.name
    case 'translation':
      return `${role.collection.name}/translation`
    case 'pillar':
    case 'course':
    case 'authors':
    case 'mailmap':
      return role.kind
    case 'other':
      return null
  }
}

/** Whether a tree entry is an ordinary file, executable or not. */
export const isRegular = (mode: string): boolean => mode === '100644' || mode === '100755'

/** Lower case after Unicode composition: what a case-insensitive file system takes for one name. */
export const foldedPath = (path: string): string => path.normalize('NFC').toLowerCase()

/** Notes a content path, so that its twins on other file systems are seen. */
export const foldPath = (ledger: Ledger, path: string): void => {
  const key = foldedPath(path)
  ledger.folded.set(key, (ledger.folded.get(key) ?? new Set()).add(path))
}

/** Forgets a content path that is gone. */
export const unfoldPath = (ledger: Ledger, path: string): void => {
  ledger.folded.get(foldedPath(path))?.delete(path)
}

/** Notes which media the file at a path refers to now. */
export const indexMedia = (ledger: Ledger, path: string): void => {
  for (const media of ledger.mediaOf.get(path) ?? []) ledger.mediaUsers.get(media)?.delete(path)
  const record = recordAt(ledger, path)
  const media = record === null ? [] : mediaPaths(ledger, path, record)
  if (media.length > 0) ledger.mediaOf.set(path, media)
  else ledger.mediaOf.delete(path)
  for (const target of media) {
    ledger.mediaUsers.set(target, (ledger.mediaUsers.get(target) ?? new Set()).add(path))
  }
}

/** The media that a file's text refers to and that exist at this commit: path → blob. */
export const mediaAt = (ledger: Ledger, path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (ledger.mediaOf.get(path) ?? []).flatMap((media) => {
      const entry = ledger.tree.get(media)
      return entry !== undefined && isRegular(entry.mode) ? [[media, entry.oid]] : []
    }),
  )

const mediaPaths = (ledger: Ledger, path: string, record: BlobRecord): readonly string[] => {
  const targets = record.links.flatMap((link) => {
    const target = resolvePath(path, link.url)
    return target !== null && isMediaPath(target.path) ? [target.path] : []
  })
  return [...new Set(targets)].filter((target) => ledger.classify(target).kind === 'other').sort()
}

/** The collection of a given name. */
export const collectionNamed = (config: Config, name: string): Collection | null =>
  config.collections.find((collection) => collection.name === name) ?? null
