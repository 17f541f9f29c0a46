import { posix } from 'node:path'
import type { Diagnostic } from '../diagnostic.ts'
import type { BlobRecord } from '../item.ts'
import type { Json } from '../json.ts'
import { type FilterRules, filters } from '../source/attributes.ts'
import { isMediaPath, mediaReading } from '../source/media-path.ts'
import type { RecordedState } from '../state.ts'
import { executableDiagnostics } from './executable.ts'
import { isRegular, type ReplaySources, readingAt } from './ledger.ts'
import { isInLfs } from './lfs-file.ts'

/** The head as the rules on media see it. */
export type MediaView = {
  readonly state: Pick<RecordedState, 'tree'>
  readonly sources: ReplaySources
  /** Whether a text refers to a media path. */
  readonly refersTo: (path: string) => boolean
  readonly isInGit: (path: string) => boolean
}

/** What is wrong with media files that takes no decoding to see: nothing refers to them, their mode, Git instead of Git LFS. */
export const mediaDiagnostics = (view: MediaView): readonly Diagnostic[] => {
  const { state, sources, refersTo } = view
  const media = [...state.tree].filter(
    ([path, { mode }]) =>
      isMediaPath(path) && isRegular(mode) && sources.classify(path).kind === 'other',
  )
  if (media.length === 0) return []
  const used = media.map(([path]) => path).filter(refersTo)
  const unused = unusedMedia(
    view,
    media.map(([path]) => path),
  )
  const judged = new Set([...used, ...unused])
  return [
    ...unused.map(unusedDiagnostic),
    ...used.filter(isOutsideLfs(view)).map((path) => lfsDiagnostic(path, recordOf(view, path))),
    ...media.flatMap(([path, { mode }]) =>
      judged.has(path) ? executableDiagnostics(path, mode) : [],
    ),
  ]
}

/**
 * The media among which lessons keep theirs and that none refers to. A site's own pictures are none of ours: a
 * directory counts only where a lesson refers to something in it, or where lessons lie that are not all of them.
 */
const unusedMedia = (view: MediaView, media: readonly string[]): readonly string[] => {
  const { refersTo } = view
  const shared = new Set(media.filter(refersTo).map(posix.dirname))
  const { homes, unread } = directoriesOf(view)
  const candidates = media.filter((path) => {
    if (refersTo(path) || isWithin(path, unread)) return false
    return shared.has(posix.dirname(path)) || isWithin(path, homes)
  })
  if (candidates.length === 0) return []
  const named = namesInTexts(view)
  return candidates.filter((path) => !named.has(posix.basename(path)))
}

/** Directories of lessons below those that the configuration names, and of files that cannot be read, which may refer to anything. */
const directoriesOf = ({ state, sources }: MediaView) => {
  const homes = new Set<string>()
  const unread = new Set<string>()
  for (const [path, { mode, oid }] of state.tree) {
    const role = sources.classify(path)
    if (role.kind !== 'item' && role.kind !== 'translation') continue
    const directory = posix.dirname(path)
    const { files, translations } = role.collection
    const pattern = role.kind === 'item' ? files : translations
    if (`${directory}/` !== (pattern?.prefix || './')) homes.add(directory)
    const reading = readingAt(sources, path)
    const record = reading === null || !isRegular(mode) ? null : sources.record(reading, oid)
    if (record?.parsed !== true) unread.add(directory)
  }
  return { homes, unread }
}

const isWithin = (path: string, directories: ReadonlySet<string>): boolean => {
  for (let at = posix.dirname(path); ; at = posix.dirname(at)) {
    if (directories.has(at)) return true
    if (at === '.') return false
  }
}

/** Names of media in front matter, in files of pillars and courses, and in addresses on the site, wherever these lead. */
const namesInTexts = ({ state, sources }: MediaView): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const [path, { mode, oid }] of state.tree) {
    const reading = readingAt(sources, path)
    const record = reading === null || !isRegular(mode) ? null : sources.record(reading, oid)
    if (record === null) continue
    const addresses = record.links.map(({ url }) => url).filter((url) => url.startsWith('/'))
    for (const name of mediaNames([record.metadata, addresses])) names.add(name)
  }
  return names
}

/** The file names of media that a value's texts name, in their order. */
export const mediaNames = (value: Json): readonly string[] => {
  if (typeof value === 'string') {
    const path = value.replace(/[?#].*$/s, '')
    return isMediaPath(path) ? [posix.basename(path)] : []
  }
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(mediaNames) : []
}

/** Whether Git holds a file itself that `.gitattributes` puts into Git LFS. */
const isOutsideLfs = (view: MediaView): ((path: string) => boolean) => {
  const { state, sources, isInGit } = view
  const filterOf = filters((path) => {
    const entry = state.tree.get(path)
    const record = entry && sources.record('acting/gitattributes', entry.oid)
    return (record?.metadata.filters ?? []) as unknown as FilterRules
  })
  return (path) => {
    const record = isInGit(path) ? recordOf(view, path) : null
    if (record === null || isInLfs(record)) return false
    if (record.findings.some(({ rule }) => rule === 'LFS_POINTER')) return false
    return filterOf(path) === 'lfs'
  }
}

const recordOf = ({ state, sources }: MediaView, path: string): BlobRecord | null =>
  sources.record(mediaReading(path), state.tree.get(path)?.oid ?? '')

const unusedDiagnostic = (path: string): Diagnostic => ({
  path,
  line: 1,
  column: 1,
  severity: 'suggestion',
  rule: 'MEDIA_UNUSED',
  message: 'Expected a lesson that shows or links the file, got none.',
  hint: 'Refer to it in Markdown (HTML is left out), or delete it if no other page uses it.',
})

// What stays in every clone for ever. GitHub warns of files over 50 MB and refuses those over 100 MB; a repository
// for which Git LFS was chosen wants none of that kind.
const largestInGit = 10 * 1024 * 1024

const lfsDiagnostic = (path: string, record: BlobRecord | null): Diagnostic => ({
  path,
  line: 1,
  column: 1,
  severity: (record?.length ?? 0) > largestInGit ? 'error' : 'warning',
  rule: 'LFS_REQUIRED',
  message: 'Expected a Git LFS pointer, as `.gitattributes` has it, got the file itself.',
  hint: 'Run `git add --renormalize` on the file and commit, or take its pattern out of `.gitattributes`.',
})
