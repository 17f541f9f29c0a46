import type { Diagnostic } from '../diagnostic.ts'
import { uuidOf } from '../identifier.ts'
import type { BlobRecord, Bookkeeping } from '../item.ts'
import type { Change } from '../source/change.ts'
import type { HistoryCommit } from '../source/history.ts'
import type { Entry, RecordedState } from '../state.ts'
import { identityConflicts, misfits } from './identity-diagnostics.ts'
import { type JudgedFile, judge } from './judge.ts'
import { isRegular, type Ledger, type ReplaySources, readingAt, recordAt } from './ledger.ts'
import { mediaInUse } from './media-index.ts'
import type { NewHierarchyVersion, NewTranslationVersion, NewVersion } from './new-versions.ts'
import { openLedger } from './open-ledger.ts'
import type { Graph } from './origin.ts'
import type { FileChange } from './pair-items.ts'
import { replayItems } from './replay-items.ts'
import { replayTranslations } from './replay-translations.ts'

/** What the commits after the recorded state make of it, and what there is to record. */
export type Replay = {
  readonly state: RecordedState
  readonly versions: readonly NewVersion[]
  readonly translationVersions: readonly NewTranslationVersion[]
  readonly hierarchyVersions: readonly NewHierarchyVersion[]
  /** Version → what its file said last, where these commits changed that. */
  readonly bookkeeping: ReadonlyMap<string, Bookkeeping>
  readonly touchedItems: ReadonlySet<string>
  readonly touchedTranslations: ReadonlySet<string>
  readonly touchedHierarchy: ReadonlySet<string>
  /** Whether the list of people changed, which any row may speak of. */
  readonly authorsChanged: boolean
  /** Two files with one identity at the head: nothing may be published. */
  readonly conflicts: readonly Diagnostic[]
  /** Files at the head that cannot have the identity they ask for: errors of those files alone. */
  readonly misfits: readonly Diagnostic[]
  /** The origin of some translation lies beyond the given graph: ask again with the whole of it. */
  readonly beyondGraph: boolean
}

/** A replay under way: commits are handed to it in their order, some at a time. */
export type OpenReplay = {
  /** Replays these commits; their blobs have records, and `graph` has the commits off the line that they merge. */
  readonly advance: (commits: readonly HistoryCommit[], graph: Graph) => void
  /** The state after the commits so far; it goes on changing. */
  readonly state: () => RecordedState
  /** Whether a text of that state refers to a media path, and the media so referred to: path → blob. */
  readonly refersTo: (path: string) => boolean
  readonly mediaInUse: () => ReadonlyMap<string, string>
  readonly result: () => Replay
  /** What is wrong with a file of that state, by itself. */
  readonly judge: (path: string) => JudgedFile
}

/**
 * Opens a replay of first-parent commits over the recorded state. The same state, commits and records
 * give the same replay, and replaying in one go or in parts ends alike.
 */
export const openReplay = (state: RecordedState, sources: ReplaySources): OpenReplay => {
  const ledger = openLedger(state, sources)
  return {
    advance: (commits, graph) => {
      ledger.graph = graph
      for (const commit of commits) replayCommit(ledger, commit)
    },
    state: () => stateOf(ledger, state),
    refersTo: (path) => (ledger.mediaUsers.get(path)?.size ?? 0) > 0,
    mediaInUse: () => mediaInUse(ledger),
    result: () => resultOf(ledger, state),
    judge: (path) => judge(ledger, path),
  }
}

const stateOf = (ledger: Ledger, before: RecordedState): RecordedState => ({
  commit: ledger.commit.commit || before.commit,
  ordinal: ledger.ordinal,
  tree: ledger.tree,
  items: ledger.items,
  translations: ledger.translations,
  hierarchy: ledger.hierarchy,
  former: ledger.former,
})

const resultOf = (ledger: Ledger, before: RecordedState): Replay => {
  return {
    state: stateOf(ledger, before),
    versions: ledger.versions,
    translationVersions: ledger.translationVersions,
    hierarchyVersions: ledger.hierarchyVersions,
    bookkeeping: ledger.bookkeeping,
    touchedItems: ledger.touchedItems,
    touchedTranslations: ledger.touchedTranslations,
    touchedHierarchy: ledger.touchedHierarchy,
    authorsChanged: ledger.authorsChanged,
    conflicts: identityConflicts(ledger),
    misfits: misfits(ledger),
    beyondGraph: ledger.beyondGraph,
  }
}

const replayCommit = (ledger: Ledger, commit: HistoryCommit): void => {
  ledger.commit = commit
  ledger.ordinal++
  const changes = commit.changes.map((change) => fileChange(ledger, change))
  for (const { path, after } of changes) {
    if (after === null) ledger.tree.delete(path)
    else ledger.tree.set(path, after)
  }
  const ofKind = (...kinds: readonly string[]): readonly FileChange[] =>
    changes.filter(({ path }) => kinds.includes(ledger.classify(path).kind))
  const mediaTouched = new Set(
    ofKind('other').flatMap(({ path }) => [...(ledger.mediaUsers.get(path) ?? [])]),
  )
  replayItems(ledger, ofKind('item'), mediaTouched)
  replayTranslations(ledger, ofKind('translation'), mediaTouched)
  for (const change of ofKind('pillar', 'course')) replayHierarchy(ledger, change)
  if (ofKind('authors').length > 0) ledger.authorsChanged = true
}

const fileChange = (ledger: Ledger, change: Change): FileChange => ({
  path: change.path,
  before: ledger.tree.get(change.path) ?? null,
  after: change.newOid === null ? null : { mode: change.newMode, oid: change.newOid },
  recordBefore: recordOf(ledger, change.path, ledger.tree.get(change.path)),
})

const recordOf = (ledger: Ledger, path: string, entry: Entry | undefined): BlobRecord | null => {
  const reading = readingAt(ledger, path)
  if (entry === undefined || reading === null || !isRegular(entry.mode)) return null
  return ledger.record(reading, entry.oid)
}

const replayHierarchy = (ledger: Ledger, { path }: FileChange): void => {
  ledger.touchedHierarchy.add(path)
  const role = ledger.classify(path)
  const record = recordAt(ledger, path)
  if (record?.fit !== true || (role.kind !== 'pillar' && role.kind !== 'course')) {
    if (!ledger.tree.has(path)) ledger.hierarchy.delete(path)
    return
  }
  const entityId =
    role.kind === 'pillar'
      ? uuidOf('pillar', role.pillar)
      : uuidOf('course', `${role.pillar}/${role.course}`)
  const { commit, date } = ledger.commit
  const created = ledger.hierarchy.get(path)?.created ?? date
  const file = { kind: role.kind, path, entityId, blob: record.blob, created, updated: date }
  ledger.hierarchy.set(path, file)
  ledger.hierarchyVersions.push({
    ...file,
    id: uuidOf(path, commit),
    commit,
    ordinal: ledger.ordinal,
    date,
  })
}
