import { type Diagnostic, diagnosticsAt } from '../diagnostic.ts'
import type { BlobRecord } from '../item.ts'
import type { LinkTarget } from '../link-target.ts'
import { settingsFor, weigh } from '../severities.ts'
import type { RecordedState } from '../state.ts'
import { itemByPath } from '../state.ts'
import { bareRepositories } from './bare-repositories.ts'
import { crossFileDiagnostics, orphanDiagnostic, type TreeView } from './cross-file.ts'
import { executableDiagnostics } from './executable.ts'
import type { JudgedFile } from './judge.ts'
import { isRegular, type ReplaySources, readingAt } from './ledger.ts'
import { mediaDiagnostics } from './media-diagnostics.ts'
import { nearestPaths } from './nearest-path.ts'
import { prerequisiteDiagnostics } from './prerequisites.ts'
import { redirectDiagnostics } from './redirect-diagnostics.ts'
import { unknownPeople } from './unknown-people.ts'
import { unreadDirectories } from './unread-directory.ts'
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

/** How a file of the head was judged by itself, where its links lead, and whether any text refers to a media path. */
export type HeadView = {
  readonly judge: (path: string) => JudgedFile
  readonly refersTo: (path: string) => boolean
  readonly target: (from: string, url: string) => LinkTarget | null
  /** Whether Git has the very bytes at a path, which in a work tree it need not. */
  readonly isInGit: (path: string) => boolean
}

/** Everything that is wrong with the files at the head: each by itself, then between them. */
export const headDiagnostics = (
  state: RecordedState,
  sources: ReplaySources,
  { target, judge, refersTo, isInGit }: HeadView,
): readonly Diagnostic[] => {
  const itemAt = itemByPath(state)
  const { view, proposed } = treeView(state, sources, target)
  const unread = unreadLanguages(sources.config, state.tree)
  const unreadDirectory = unreadDirectories(sources.config)
  const strangers = unknownPeople(sources.config, view.recordAt)
  const files = [...state.tree].flatMap(([path, { mode }]) => {
    const role = sources.classify(path)
    if (role.kind === 'other') {
      return [...unread(path), ...unreadDirectory(path, mode), ...bareRepositories(path, view)]
    }
    if (role.kind === 'acting') return diagnosticsAt(path, view.recordAt(path)?.findings ?? [])
    const own = [...diagnosticsAt(path, judge(path).findings), ...executableDiagnostics(path, mode)]
    if (role.kind !== 'item' && role.kind !== 'translation') return own
    const orphaned = role.kind === 'translation' && itemAt(role.sourcePath)?.present !== true
    return [
      ...own,
      ...crossFileDiagnostics(view, path),
      ...strangers(path),
      ...(orphaned ? [orphanDiagnostic(path, role.sourcePath)] : []),
    ]
  })
  const all = [
    ...files,
    ...prerequisiteDiagnostics(state, view.recordAt),
    ...redirectDiagnostics(state, sources),
    ...mediaDiagnostics({
      state,
      sources,
      refersTo: (path) => refersTo(path) || proposed.has(path),
      isInGit,
    }),
  ]
  return all.flatMap((found) =>
    weigh([found], settingsFor(sources.config, sources.classify(found.path))),
  )
}

/** The head for the rules across files, and what they have proposed so far for links that lead nowhere: it is of use. */
const treeView = (
  state: RecordedState,
  sources: ReplaySources,
  target: HeadView['target'],
): { readonly view: TreeView; readonly proposed: ReadonlySet<string> } => {
  const directories = new Set<string>()
  for (const path of state.tree.keys()) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      directories.add(path.slice(0, end))
    }
  }
  const isDirectory = (path: string): boolean =>
    directories.has(path.replace(/\/$/, '')) || path === '.'
  const nearest = nearestPaths(state.tree.keys())
  const proposed = new Set<string>()
  const view: TreeView = {
    has: (path) => state.tree.has(path) || isDirectory(path),
    recordAt: (path) => recordFor(state, sources, path),
    config: sources.config,
    classify: sources.classify,
    target,
    nearest: (path, fits) => {
      const near = nearest(path, fits)
      if (near !== null) proposed.add(near.path)
      return near
    },
  }
  return { view, proposed }
}
