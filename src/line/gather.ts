import { classifier } from '../classify.ts'
import type { Config } from '../config.ts'
import type { BlobReading } from '../database/blob-records.ts'
import { isRegular, type ReplaySources, readingAt } from '../ingest/ledger.ts'
import type { Graph } from '../ingest/origin.ts'
import type { BlobStore } from '../ingest/read-blobs.ts'
import { readGraph } from '../ingest/read-history.ts'
import { type Replay, replay } from '../ingest/replay.ts'
import { resolveLookups } from '../ingest/resolve-lookups.ts'
import type { Track } from '../item.ts'
import type { HistoryCommit } from '../source/history.ts'
import { isMediaPath, mediaReading } from '../source/media-path.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { Repository } from '../source/repository.ts'
import { resolvePath } from '../source/resolve-path.ts'
import type { RecordedState } from '../state.ts'

/** Where a replay gets what it needs. */
export type GatherSources = {
  readonly repository: Repository
  readonly objects: ObjectReader
  readonly config: Config
  readonly store: BlobStore
}

/** A replay that is complete, and the sources it was made with, for planning. */
export type Gathered = { readonly replay: Replay; readonly sources: ReplaySources }

/** Reads and parses whatever replaying the commits needs, and replays them. */
export const gather = async (
  from: GatherSources,
  state: RecordedState,
  commits: readonly HistoryCommit[],
): Promise<Gathered> => {
  const { store, config, repository } = from
  const classify = classifier(config)
  const within = { classify }
  await store.read([...stateReadings(state, within), ...commitReadings(commits, within)])
  await store.readLines(renameReadings(commits, within))
  await store.read(mediaReadings(state, commits, store, within))
  const attempt = async (graph: Graph): Promise<Gathered> => {
    await store.read(graphReadings(graph, within))
    const sources = { config, classify, record: store.get, graph }
    return { sources, replay: replay(state, commits, sources) }
  }
  const near = await attempt(await readGraph(repository, commits, state.commit, classify))
  const { replay: complete, sources } = near.replay.beyondGraph
    ? await attempt(await readGraph(repository, commits, null, classify))
    : near
  const resolved = await resolveLookups(complete, from.objects)
  // A text that came with its id from another collection is shown as what its item is now.
  await store.read(textReadings(resolved.state))
  await store.readIfPresent(sourceReadings(resolved, sources))
  return { replay: resolved, sources }
}

type Within = Pick<ReplaySources, 'classify'>

const stateReadings = (state: RecordedState, within: Within): readonly BlobReading[] => {
  const files = [...state.tree].flatMap(([path, { mode, oid }]) =>
    readings(within, path, mode, oid),
  )
  const sources = [...state.translations.values()].flatMap(({ collection, madeFrom }) =>
    typeof madeFrom === 'string' ? [{ reading: collection, blob: madeFrom }] : [],
  )
  // While its file cannot be read, a pillar or course stays what it was.
  const hierarchy = [...state.hierarchy.values()].map(({ kind, blob }) => ({ reading: kind, blob }))
  return [...files, ...textReadings(state), ...sources, ...hierarchy]
}

/** Every version that is or may be live, as what its item or translation is now. */
const textReadings = (state: RecordedState): readonly BlobReading[] => [
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

const commitReadings = (
  commits: readonly HistoryCommit[],
  within: Within,
): readonly BlobReading[] =>
  commits.flatMap(({ changes }) =>
    changes.flatMap(({ path, newMode, newOid }) => readings(within, path, newMode, newOid)),
  )

const graphReadings = (graph: Graph, within: Within): readonly BlobReading[] =>
  [...graph.values()].flatMap(({ changes }) =>
    changes.flatMap((list) =>
      [...list.values()].flatMap(({ path, oldMode, newMode, oldOid, newOid }) => [
        ...readings(within, path, newMode, newOid),
        ...readings(within, path, oldMode, oldOid),
      ]),
    ),
  )

/** Files of commits in which, for one kind of file, some vanish and some appear: they may be renames. */
const renameReadings = (
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
    ].filter(({ reading }) => !['pillar', 'course', 'authors', 'mailmap'].includes(reading))
  })

/** Media that any text in these commits refers to, in every state it had. */
const mediaReadings = (
  state: RecordedState,
  commits: readonly HistoryCommit[],
  store: BlobStore,
  within: Within,
): readonly BlobReading[] => {
  const files = [
    ...[...state.tree].map(([path, { mode, oid }]) => ({ path, mode, oid })),
    ...commits.flatMap(({ changes }) =>
      changes.flatMap(({ path, newMode, newOid }) =>
        newOid === null ? [] : [{ path, mode: newMode, oid: newOid }],
      ),
    ),
  ]
  const wanted = new Set(
    files.flatMap(({ path, oid }) => {
      const reading = readingAt(within, path)
      const links = reading === null ? [] : (store.get(reading, oid)?.links ?? [])
      return links.flatMap(({ url }) => resolvePath(path, url)?.path ?? [])
    }),
  )
  return files.flatMap(({ path, mode, oid }) =>
    isMediaPath(path) && wanted.has(path) && isRegular(mode)
      ? [{ reading: mediaReading(path), blob: oid }]
      : [],
  )
}

/** Sources that translations were made from: by stamp, or found off the line. */
const sourceReadings = (replayed: Replay, sources: ReplaySources): readonly BlobReading[] =>
  [...replayed.state.translations.values()].flatMap(({ path, collection, madeFrom }) => {
    const file = replayed.state.tree.get(path)
    const reading = `${collection}/translation`
    const stamp = file && sources.record(reading, file.oid)?.fields?.sourceBlob
    return [stamp, madeFrom].flatMap((blob) =>
      typeof blob === 'string' ? [{ reading: collection, blob }] : [],
    )
  })
