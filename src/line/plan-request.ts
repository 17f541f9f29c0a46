import type { Config } from '../config.ts'
import type { Chunk } from '../embed/chunk.ts'
import { readCommits } from '../ingest/read-history.ts'
import { entryKey } from '../item.ts'
import { nothingDecided } from '../publish/live.ts'
import { redirectEntries } from '../redirects.ts'
import type { Repository, ResolvedCommit } from '../source/repository.ts'
import { emptyState } from '../state.ts'
import { blobTasks } from './blob-tasks.ts'
import { openBlobThreads } from './blob-threads.ts'
import { openCheckCache } from './check-cache.ts'
import { cutTexts } from './estimate-embedding.ts'
import { type Gathered, gather } from './gather.ts'
import { type SinceBase, sinceBase } from './new-since.ts'
import { shapesByReading } from './parse-blob.ts'
import { openParsedBlobs } from './parsed-blobs.ts'
import { plan, type Recorded } from './plan.ts'
import { nothingRecorded } from './recorded.ts'
import {
  changesOf,
  keyOfText,
  leftBehind,
  newMedia,
  type OutdatedTranslation,
  type Redirect,
  type RequestChange,
  redirectsOf,
  type Side,
  titlesOf,
} from './request-changes.ts'
import type { Stages } from './stages.ts'
import { validateHead } from './validate-head.ts'

/** A pull or merge request: where it parted from the branch, and what it comes to. */
export type RequestInput = {
  readonly repository: Repository
  /** As the base has it: whoever asks for a change does not change what checks it. */
  readonly config: Config
  readonly base: string
  readonly head: ResolvedCommit
  /** ISO 8601, UTC. */
  readonly now: string
  readonly stages: Stages
}

/** What merging a request would change. */
export type RequestPlan = {
  /** Every action but `keep`. */
  readonly changes: readonly RequestChange[]
  readonly findings: SinceBase
  /** Path and blob of media that no text had before. */
  readonly media: readonly (readonly [path: string, blob: string])[]
  /** Of the texts that change: as they will be, and the digests of what they are. */
  readonly chunks: { readonly now: readonly Chunk[]; readonly before: readonly string[] }
  readonly outdated: readonly OutdatedTranslation[]
  /** Translations whose source goes. */
  readonly orphaned: readonly string[]
  /** Slugs that will lead elsewhere. */
  readonly redirects: readonly Redirect[]
}

/**
 * Compares the content where a request parted from the branch with what it comes to, as if all of it were merged in one
 * commit. Of older history nothing is read, so translations count as current where it parted. Asks no database.
 */
export const planRequest = async (input: RequestInput): Promise<RequestPlan> => {
  const { repository, config, base, head, stages } = input
  const cache = openCheckCache(config)
  await using objects = repository.snapshots.openObjects()
  const shapes = shapesByReading(config)
  const { place } = repository
  await using tasks = openBlobThreads(
    { place, shapes, outside: place === null ? objects : null },
    blobTasks({ objects, shapes }),
  )
  const store = openParsedBlobs({ objects, tasks, kept: cache.load })
  const from = { repository, objects, config, store }
  const before = await stages.run('read', async () => {
    const gathered = await gather(from, emptyState, oneStep(input, null, base))
    return planned(input, gathered, nothingRecorded)
  })
  const titles = titlesOf(before)
  const redirected = redirectEntries(before.gathered.replay.state, before.gathered.sources)
  const after = await stages.run('plan', async () => {
    const gathered = await gather(
      from,
      before.gathered.replay.state,
      oneStep(input, base, head.commit),
    )
    return planned(input, gathered, recordedAs(before))
  })
  await cache.save(store.fresh())
  const { sources } = after.gathered
  const changing = new Set(after.plan.render.map(keyOfText))
  const texts = before.plan.texts.filter((text) => changing.has(keyOfText(text)))
  await store.read(texts.map(({ reading, version: { blob } }) => ({ reading, blob })))
  const cut = { config, objects, sources }
  return {
    changes: changesOf(after, titles),
    findings: sinceBase(findingsOf(after), findingsOf(before)),
    media: newMedia(before.plan, after.plan),
    chunks: {
      now: await cutTexts(cut, after.plan.render),
      before: (await cutTexts(cut, texts)).map(({ inputDigest }) => inputDigest),
    },
    outdated: leftBehind(before.plan, after.plan),
    orphaned: after.plan.orphaned.filter((path) => !before.plan.orphaned.includes(path)),
    redirects: redirectsOf(before, after, redirected),
  }
}

const oneStep = ({ repository, config, head }: RequestInput, from: string | null, to: string) => {
  const inOneStep: Config = { ...config, source: { ...config.source, history: 'head' } }
  const target = { ...head, commit: to }
  return {
    walk: () => readCommits(repository, inOneStep, { recorded: from, target }),
    to,
  }
}

const planned = ({ config, now }: RequestInput, gathered: Gathered, recorded: Recorded): Side => {
  const diagnostics = validateHead(gathered)
  const how = { recorded, obeyed: nothingDecided, config, diagnostics, renditions: 'kept' } as const
  return { gathered, diagnostics, plan: plan({ ...gathered, ...how, now }) }
}

/** One side as if it had been published. */
const recordedAs = ({ gathered: { replay }, plan: { texts, commit } }: Side): Recorded => ({
  ...nothingRecorded,
  state: replay.state,
  releasedCommit: commit,
  live: new Map(
    texts.map(({ item, language, version, fingerprint }) => [
      entryKey(item.id, language),
      { itemId: item.id, language, versionId: version.id, documentKey: '', fingerprint },
    ]),
  ),
})

const findingsOf = ({ gathered, diagnostics }: Side) => ({
  diagnostics,
  paths: new Set(gathered.replay.state.tree.keys()),
})
