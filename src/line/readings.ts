import type { BlobReading } from '../database/blob-records.ts'
import { isRegular, type ReplaySources, readingAt } from '../ingest/ledger.ts'
import type { Graph } from '../ingest/origin.ts'
import type { BlobStore } from '../ingest/read-blobs.ts'
import type { Replay } from '../ingest/replay.ts'
import type { Track } from '../item.ts'
import type { HistoryCommit } from '../source/history.ts'
import { isMediaPath, mediaReading } from '../source/media-path.ts'
import { resolvePath } from '../source/resolve-path.ts'
import type { RecordedState } from '../state.ts'

/** How paths are understood. */
export type Within = Pick<ReplaySources, 'classify'>

/** What the state itself consists of: files of the head, and versions that are or may have to be live. */
export const stateReadings = (state: RecordedState, within: Within): readonly BlobReading[] => {
  const files = [...state.tree].flatMap(([path, { mode, oid }]) =>
    readings(within, path, mode, oid),
  )
  const sources = [...state.translations.values()].flatMap(({ collection, madeFrom }) =>
    typeof madeFrom === 'string' ? [{ reading: collection, blob: madeFrom }] : [],
  )
  // While its file cannot be read, a pillar or course stays what it was.
  const hierarchy = [...state.hierarchy.values()].map(({ kind, blob }) => ({ reading: kind, blob }))
  return [
    ...files,
    ...textReadings(state),
    ...newestReadings(state, within),
    ...sources,
    ...hierarchy,
  ]
}

/** The newest version of each item as its path's collection had it, which its next version is compared with. */
const newestReadings = ({ items }: RecordedState, within: Within): readonly BlobReading[] =>
  [...items.values()].flatMap(({ collection, track: { current } }) => {
    const reading = current && readingAt(within, current.path)
    return current === null || reading === null || reading === collection
      ? []
      : [{ reading, blob: current.blob }]
  })

/** Every version that is or may be live, as what its item or translation is now. */
export const textReadings = (state: RecordedState): readonly BlobReading[] => [
  ...[...state.items.values()].flatMap(({ collection, track }) => trackReadings(collection, track)),
  ...[...state.translations.values()].flatMap(({ collection, track }) =>
    trackReadings(`${collection}/translation`, track),
  ),
]

const trackReadings = (reading: string, track: Track): readonly BlobReading[] =>
  [track.current, ...track.older].flatMap((version) =>
    version === null ? [] : [{ reading, blob: version.blob }],
  )

const readings = (
  within: Within,
  path: string,
  mode: string,
  oid: string | null,
): readonly BlobReading[] => {
  const reading = readingAt(within, path)
  return reading === null || oid === null || !isRegular(mode) ? [] : [{ reading, blob: oid }]
}

/** What commits brought. */
export const commitReadings = (
  commits: readonly HistoryCommit[],
  within: Within,
): readonly BlobReading[] =>
  commits.flatMap(({ changes }) =>
    changes.flatMap(({ path, newMode, newOid }) => readings(within, path, newMode, newOid)),
  )

/** Translations off the line, before and after each change. */
export const graphReadings = (graph: Graph, within: Within): readonly BlobReading[] =>
  [...graph.values()].flatMap(({ changes }) =>
    changes.flatMap((list) =>
      [...list.values()].flatMap(({ path, oldMode, newMode, oldOid, newOid }) => [
        ...readings(within, path, newMode, newOid),
        ...readings(within, path, oldMode, oldOid),
      ]),
    ),
  )

/** Files of commits in which, for one kind of file, some vanish and some appear: they may be renames. */
export const renameReadings = (
  commits: readonly HistoryCommit[],
  within: Within,
): readonly BlobReading[] =>
  commits.flatMap(({ changes }) => {
    const removed = changes.filter(({ newOid }) => newOid === null)
    const added = changes.filter(({ oldOid }) => oldOid === null)
    if (removed.length === 0 || added.length === 0) return []
    return [
      ...removed.flatMap(({ path, oldMode, oldOid }) => readings(within, path, oldMode, oldOid)),
      ...added.flatMap(({ path, newMode, newOid }) => readings(within, path, newMode, newOid)),
    ].filter(
      ({ reading }) => !/^(?:pillar|course|authors|redirects|mailmap|acting\/.*)$/.test(reading),
    )
  })

/**
 * Media that texts of these commits refer to, in every state that the state or the commits give them, and media
 * that the commits changed under texts of the state. `isReferred` tells of a media path whether the state's texts do.
 */
export const mediaReadings = (
  { tree }: RecordedState,
  isReferred: (path: string) => boolean,
  commits: readonly HistoryCommit[],
  store: BlobStore,
  within: Within,
): readonly BlobReading[] => {
  const changes = commits.flatMap((commit) => commit.changes)
  const wanted = new Set(
    changes.flatMap(({ path, newOid }) => {
      const reading = readingAt(within, path)
      const links = reading === null || newOid === null ? [] : store.get(reading, newOid)?.links
      return (links ?? []).flatMap(({ url }) => resolvePath(path, url)?.path ?? [])
    }),
  )
  const before = [...wanted].flatMap((path) => {
    const entry = tree.get(path)
    return entry === undefined ? [] : mediaReadingsAt(path, entry.mode, entry.oid)
  })
  const changed = changes.flatMap(({ path, newMode, newOid }) =>
    newOid !== null && (wanted.has(path) || isReferred(path))
      ? mediaReadingsAt(path, newMode, newOid)
      : [],
  )
  return [...before, ...changed]
}

const mediaReadingsAt = (path: string, mode: string, blob: string): readonly BlobReading[] =>
  isMediaPath(path) && isRegular(mode) ? [{ reading: mediaReading(path), blob }] : []

/** Sources that translations were made from: by stamp, or found off the line. */
export const sourceReadings = (replayed: Replay, sources: ReplaySources): readonly BlobReading[] =>
  [...replayed.state.translations.values()].flatMap(({ path, collection, madeFrom, untouched }) => {
    const file = replayed.state.tree.get(path)
    const reading = `${collection}/translation`
    const stamp = file && sources.record(reading, file.oid)?.fields?.sourceBlob
    const earlier = Object.values(untouched.sections).map((origin) => origin.madeFrom)
    return [stamp, madeFrom, untouched.frontMatter, ...earlier].flatMap((blob) =>
      typeof blob === 'string' ? [{ reading: collection, blob }] : [],
    )
  })
