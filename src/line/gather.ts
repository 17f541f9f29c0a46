import { classifier } from '../classify.ts'
import type { Config } from '../config.ts'
import type { BlobReading } from '../database/blob-records.ts'
import type { JudgedFile } from '../ingest/judge.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import type { Graph } from '../ingest/origin.ts'
import type { BlobStore } from '../ingest/read-blobs.ts'
import { mergesTranslations, readGraph } from '../ingest/read-history.ts'
import { openReplay, type Replay } from '../ingest/replay.ts'
import { resolveLookups } from '../ingest/resolve-lookups.ts'
import type { CommitRange, HistoryCommit } from '../source/history.ts'
import { mediaReading } from '../source/media-path.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { Repository } from '../source/repository.ts'
import type { RecordedState } from '../state.ts'
import {
  commitReadings,
  graphReadings,
  mediaReadings,
  renameReadings,
  sourceReadings,
  stateReadings,
  textReadings,
} from './readings.ts'

/** Where a replay gets what it needs. */
export type GatherSources = {
  readonly repository: Repository
  readonly objects: ObjectReader
  readonly config: Config
  readonly store: BlobStore
}

/** Commits of the publish branch that are to be replayed over a state: walked as often as asked for, never held. */
export type Commits = {
  readonly walk: () => AsyncIterable<HistoryCommit>
  /** Id of the last of them. */
  readonly to: string
  /** After how many changes records that are not needed any more are let go; some thousand by default. */
  readonly window?: number
}

/** A replay that is complete, and the sources it was made with, for planning. */
export type Gathered = {
  readonly replay: Replay
  readonly sources: ReplaySources
  /** What is wrong with a file of the head, by itself. */
  readonly judge: (path: string) => JudgedFile
  /** Whether a text of the head refers to a media path. */
  readonly refersTo: (path: string) => boolean
}

/**
 * Reads and parses whatever replaying the commits needs, and replays them: some at a time, so that of a
 * long history no more is held than the versions it makes.
 */
export const gather = async (
  from: GatherSources,
  state: RecordedState,
  commits: Commits,
): Promise<Gathered> => {
  const { store, objects } = from
  const sources = sourcesOf(from)
  const near = await replayAll(from, sources, state, commits, state.commit)
  const { replay: complete, ...head } = near.replay.beyondGraph
    ? await replayAll(from, sources, state, commits, null)
    : near
  const resolved = await resolveLookups(complete, objects)
  // A text that came with its id from another collection is shown as what its item is now.
  await store.read(textReadings(resolved.state))
  await store.readIfPresent(sourceReadings(resolved, sources))
  return { ...head, replay: resolved, sources }
}

const sourcesOf = ({ config, store }: GatherSources): ReplaySources => ({
  config,
  classify: classifier(config),
  record: store.get,
  sourceDigest: store.sourceDigest,
})

/** Replays all commits; `known` is where the commits off the line begin to matter, null for the very first. */
const replayAll = async (
  { repository, store }: GatherSources,
  sources: ReplaySources,
  state: RecordedState,
  { walk, to, window: size = changesAtOnce }: Commits,
  known: string | null,
): Promise<Omit<Gathered, 'sources'>> => {
  await store.read(stateReadings(state, sources))
  const replay = openReplay(state, sources)
  const media = (): readonly BlobReading[] =>
    [...replay.mediaInUse()].map(([path, blob]) => ({ reading: mediaReading(path), blob }))
  await store.read(media())
  let graph: Graph = new Map()
  for await (const window of windowsOf(walk(), size)) {
    await store.read(commitReadings(window, sources))
    await store.readLines(renameReadings(window, sources))
    await store.read(mediaReadings(replay.state(), replay.refersTo, window, store, sources))
    if (graph.size === 0 && mergesTranslations(window, sources.classify)) {
      graph = await readGraphWith(repository, store, sources, { from: known, to })
    }
    replay.advance(window, graph)
    store.keepOnly([...stateReadings(replay.state(), sources), ...media()])
  }
  return { replay: replay.result(), judge: replay.judge, refersTo: replay.refersTo }
}

const readGraphWith = async (
  repository: Repository,
  store: BlobStore,
  sources: ReplaySources,
  range: CommitRange,
): Promise<Graph> => {
  const graph = await readGraph(repository, range, sources.classify)
  await store.read(graphReadings(graph, sources))
  return graph
}

// Large enough that looking through the state after each costs little beside reading, small enough that a
// window's records take less than some 200 MB.
const changesAtOnce = 8_000

async function* windowsOf(
  commits: AsyncIterable<HistoryCommit>,
  size: number,
): AsyncGenerator<readonly HistoryCommit[]> {
  let window: HistoryCommit[] = []
  let changes = 0
  for await (const commit of commits) {
    window.push(commit)
    changes += commit.changes.length
    if (changes < size) continue
    yield window
    window = []
    changes = 0
  }
  if (window.length > 0) yield window
}
