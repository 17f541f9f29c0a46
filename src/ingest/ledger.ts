import type { FileRole } from '../classify.ts'
import type { Config } from '../config.ts'
import type { BlobRecord, Bookkeeping, FormerSlug, Item, Translation } from '../item.ts'
import type { HistoryCommit } from '../source/history.ts'
import type { Entry, HierarchyFile } from '../state.ts'
import type { NewHierarchyVersion, NewTranslationVersion, NewVersion } from './new-versions.ts'
import type { Graph } from './origin.ts'

/** What a replay needs besides the state: how paths and blobs are to be understood. */
export type ReplaySources = {
  readonly config: Config
  readonly classify: (path: string) => FileRole
  readonly record: (reading: string, blob: string) => BlobRecord | null
  /** Also of blobs whose records were let go. */
  readonly sourceDigest: (reading: string, blob: string) => string | null
}

/**
 * The state while commits are replayed over it, with the indexes that make one commit cost what it
 * changes. It is mutable and never leaves the replay.
 */
export type Ledger = ReplaySources & {
  /** The commits off the line, as far as the commits being replayed merge translations. */
  graph: Graph
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
  /** Files without an item: they say too little, or another file holds their identity. */
  readonly waiting: Set<string>
  /** Files whose slug another item has; theirs keep the one they had. */
  readonly refused: Set<string>
  readonly versions: NewVersion[]
  readonly translationVersions: NewTranslationVersion[]
  readonly hierarchyVersions: NewHierarchyVersion[]
  /** Version → what its file said last, where that was not what it said at first. */
  readonly bookkeeping: Map<string, Bookkeeping>
  readonly touchedItems: Set<string>
  readonly touchedTranslations: Set<string>
  readonly touchedHierarchy: Set<string>
  authorsChanged: boolean
  /** Whether the origin of a translation lies beyond the commits in `graph`. */
  beyondGraph: boolean
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
    case 'redirects':
    case 'mailmap':
      return role.kind
    case 'acting':
      return role.file
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

/** The content paths that some file systems take for these, themselves among them: they stand or fall together. */
export const withTwins = (ledger: Ledger, paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) => [path, ...(ledger.folded.get(foldedPath(path)) ?? [])])

/** Forgets a content path that is gone. */
export const unfoldPath = (ledger: Ledger, path: string): void => {
  ledger.folded.get(foldedPath(path))?.delete(path)
}
