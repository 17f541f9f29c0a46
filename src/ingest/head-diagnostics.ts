import { type Diagnostic, diagnosticsAt } from '../diagnostic.ts'
import type { BlobRecord } from '../item.ts'
import type { LinkTarget } from '../link-target.ts'
import { settingsFor, weigh } from '../severities.ts'
import type { RecordedState } from '../state.ts'
import { itemByPath } from '../state.ts'
import { crossFileDiagnostics, orphanDiagnostic, type TreeView } from './cross-file.ts'
import type { JudgedFile } from './judge.ts'
import { isRegular, type ReplaySources, readingAt } from './ledger.ts'
import { prerequisiteDiagnostics } from './prerequisites.ts'
import { unreadLanguages } from './unread-language.ts'

/** The record of the regular file at a path of the head. */
export const recordFor = (
  state: RecordedState,
  sources: ReplaySources,
  path: string,
): BlobRecord | null => {
  const entry = state.tree.get(path)
  const reading = readingAt(sources, path)
  if (entry === undefined || reading === null || !isRegular(entry.mode)) return null
  return sources.record(reading, entry.oid)
}

/** How a file of the head was judged by itself, and where its links lead. */
export type HeadView = {
  readonly judge: (path: string) => JudgedFile
  readonly target: (from: string, url: string) => LinkTarget | null
}

/** Everything that is wrong with the files at the head: each by itself, then between them. */
export const headDiagnostics = (
  state: RecordedState,
  sources: ReplaySources,
  { target, judge }: HeadView,
): readonly Diagnostic[] => {
  const itemAt = itemByPath(state)
  const view: TreeView = {
    has: (path) => state.tree.has(path) || isDirectory(path),
    recordAt: (path) => recordFor(state, sources, path),
    classify: sources.classify,
    target,
  }
  const directories = new Set<string>()
  for (const path of state.tree.keys()) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      directories.add(path.slice(0, end))
    }
  }
  const isDirectory = (path: string): boolean =>
    directories.has(path.replace(/\/$/, '')) || path === '.'
  const unread = unreadLanguages(sources.config, state.tree)
  const files = [...state.tree.keys()].flatMap((path) => {
    const role = sources.classify(path)
    if (role.kind === 'other') return unread(path)
    const own = diagnosticsAt(path, judge(path).findings)
    if (role.kind !== 'item' && role.kind !== 'translation') return own
    const orphaned = role.kind === 'translation' && itemAt(role.sourcePath)?.present !== true
    return [
      ...own,
      ...crossFileDiagnostics(view, path),
      ...(orphaned ? [orphanDiagnostic(path, role.sourcePath)] : []),
    ]
  })
  const all = [...files, ...prerequisiteDiagnostics(state, view.recordAt)]
  return all.flatMap((found) =>
    weigh([found], settingsFor(sources.config, sources.classify(found.path))),
  )
}
