import { classifier } from '../classify.ts'
import type { Config } from '../config.ts'
import type { BlobReading } from '../database/blob-records.ts'
import type { LastRelease } from '../database/last-release.ts'
import { type LiveItem, loadLiveItems } from '../database/reworded.ts'
import { countDiagnostics } from '../diagnostic.ts'
import { isRegular, type ReplaySources } from '../ingest/ledger.ts'
import type { BlobStore } from '../ingest/read-blobs.ts'
import { openReplay, type Replay } from '../ingest/replay.ts'
import type { linkTargets } from '../link-target.ts'
import { settingsFor, weigh } from '../severities.ts'
import type { HistoryCommit } from '../source/history.ts'
import { isMediaPath } from '../source/media-path.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { RecordedState } from '../state.ts'
import { fingerprint, type PlannedText } from './plan.ts'
import type { Published } from './recorded.ts'
import { isPlain, isReworded, isSettled } from './reworded-only.ts'
import { areRedirected, stateAround, targetsOf } from './state-around.ts'
import { rulesOf } from './text-rules.ts'

/** Where the line for a push that rewords lessons gets what it needs. */
export type RewordingSources = {
  readonly objects: ObjectReader
  readonly config: Config
  readonly store: BlobStore
  readonly published: Published
  /** The live release, which is of the recorded commit. */
  readonly last: LastRelease
  readonly commits: AsyncIterable<HistoryCommit>
}

/** A plan that makes versions of some live items and leaves everything else as it is. */
export type Rewording = {
  readonly replay: Replay
  readonly sources: ReplaySources
  /** Each with where it stands, and whether its document has to be made again. */
  readonly texts: readonly (PlannedText &
    Pick<LiveItem, 'placement'> & { readonly render: boolean })[]
  /** Where links of these texts lead. */
  readonly target: ReturnType<typeof linkTargets>
  /** By how many findings the head has more, or fewer. */
  readonly findings: { readonly error: number; readonly warning: number }
}

const mostChanges = 200

/**
 * Plans a push that does no more than reword some live lessons: no file comes, goes or moves, and none of those
 * changed says another identity, date, link, picture or heading than before. For such a push, which most are,
 * no other lesson has to be looked at, so that it costs what it changed and not what the academy holds. Null for
 * any other push, and at the least doubt.
 */
export const findRewording = async (from: RewordingSources): Promise<Rewording | null> => {
  const { config, store, published } = from
  const sources: ReplaySources = {
    config,
    classify: classifier(config),
    record: store.get,
    sourceDigest: store.sourceDigest,
  }
  const commits = await editsOf(from.commits, sources)
  if (commits === null) return null
  const changes = commits.flatMap((commit) => commit.changes)
  const paths = [...new Set(changes.map(({ path }) => path))]
  const live = await loadLiveItems(published.database, paths, config.source.language)
  if (live.length < paths.length || !live.every(isPlain)) return null
  // Whether a version is approved, only the whole line asks.
  if (live.some(({ item }) => rulesOf(config, item, config.source.language).length > 0)) return null
  await store.read([
    ...changes.flatMap(({ path, oldOid, newOid }) => readingsOf(sources, path, [oldOid, newOid])),
    ...live.map(({ item }) => ({ reading: item.collection, blob: item.track.current?.blob ?? '' })),
  ])
  const before = await stateAround(from, sources, live, commits)
  if (areRedirected(sources, live, before)) return null
  if (!live.every(({ item }) => isReworded(item, commits, before, sources))) return null
  const replay = openReplay(before, sources)
  replay.advance(commits, new Map())
  const result = replay.result()
  if (!isSettled(result, live)) return null
  const target = await targetsOf(from, sources, live)
  const texts = live.map(({ item: { id }, placement, text }) => {
    const planned = plannedText(result, sources, config, id, target)
    return { ...planned, placement, render: planned.fingerprint !== text.fingerprint }
  })
  return {
    replay: result,
    sources,
    texts,
    target,
    findings: moreFindings(live, before, result, sources),
  }
}

/** The commits with what they change of items; null where they change anything else that matters, or too much. */
const editsOf = async (
  commits: AsyncIterable<HistoryCommit>,
  { classify }: ReplaySources,
): Promise<readonly HistoryCommit[] | null> => {
  const edits: HistoryCommit[] = []
  let count = 0
  for await (const commit of commits) {
    count += commit.changes.length
    if (count > mostChanges) return null
    for (const { path, oldOid, newOid, oldMode, newMode } of commit.changes) {
      const { kind } = classify(path)
      const isEdit = oldOid !== null && newOid !== null && isRegular(oldMode) && oldMode === newMode
      const matters = kind !== 'other' || isMediaPath(path)
      if (!isEdit || (matters && kind !== 'item')) return null
    }
    const changes = commit.changes.filter(({ path }) => classify(path).kind === 'item')
    edits.push({ ...commit, changes })
  }
  return edits
}

const readingsOf = (
  { classify }: ReplaySources,
  path: string,
  blobs: readonly (string | null)[],
): readonly BlobReading[] => {
  const role = classify(path)
  if (role.kind !== 'item') return []
  return blobs.flatMap((blob) => (blob === null ? [] : [{ reading: role.collection.name, blob }]))
}

const plannedText = (
  { state }: Replay,
  sources: ReplaySources,
  config: Config,
  id: string,
  target: ReturnType<typeof linkTargets>,
): PlannedText => {
  const item = state.items.get(id)
  const version = item?.track.current
  if (item === undefined || version == null) throw new Error(`Expected a version of ${id}`)
  const { language } = config.source
  const entry = { item, language, reading: item.collection, version }
  const targetId = (url: string): string | null => target(version.path, url)?.item.id ?? null
  return { ...entry, fingerprint: fingerprint(entry, sources, config, targetId) }
}

/** Links and anchors are as they were, so findings between files are too; those of the files themselves are counted. */
const moreFindings = (
  live: readonly LiveItem[],
  before: RecordedState,
  after: Replay,
  sources: ReplaySources,
): Rewording['findings'] => {
  const count = ({ tree }: RecordedState) =>
    countDiagnostics(
      live.flatMap(({ item }) => {
        const record = sources.record(item.collection, tree.get(item.path)?.oid ?? '')
        return weigh(
          record?.findings ?? [],
          settingsFor(sources.config, sources.classify(item.path)),
        )
      }),
    )
  const [old, now] = [count(before), count(after.state)]
  return { error: now.error - old.error, warning: now.warning - old.warning }
}
