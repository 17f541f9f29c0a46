import type { Config } from '../config.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { Chunk } from '../embed/chunk.ts'
import { readCommits } from '../ingest/read-history.ts'
import { entryKey, type Track } from '../item.ts'
import { titleOf } from '../publish/item-rows.ts'
import { nothingDecided } from '../publish/live.ts'
import { redirectEntries } from '../redirects.ts'
import type { Repository, ResolvedCommit } from '../source/repository.ts'
import { emptyState } from '../state.ts'
import type { ChangedSection } from '../translation/freshness.ts'
import { blobTasks } from './blob-tasks.ts'
import { openBlobThreads } from './blob-threads.ts'
import { openCheckCache } from './check-cache.ts'
import { cutTexts } from './estimate-embedding.ts'
import { type Gathered, gather } from './gather.ts'
import { type SinceBase, sinceBase } from './new-since.ts'
import { shapesByReading } from './parse-blob.ts'
import { openParsedBlobs } from './parsed-blobs.ts'
import { type Plan, plan, type Recorded } from './plan.ts'
import type { Action } from './plan-actions.ts'
import { nothingRecorded } from './recorded.ts'
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

/** What happens to one item or translation, and what it is afterwards. */
export type RequestChange = Action & {
  readonly title: string
  readonly status: 'live' | 'draft' | 'scheduled' | 'kept back' | 'archived' | 'not live'
}

/** A translation that the request leaves behind its source, by these sections. */
export type OutdatedTranslation = {
  readonly slug: string
  readonly language: string
  readonly path: string
  readonly sections: readonly ChangedSection[]
}

export type Redirect = { readonly from: string; readonly to: string }

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

type Side = {
  readonly gathered: Gathered
  readonly plan: Plan
  readonly diagnostics: readonly Diagnostic[]
}

const oneStep = ({ repository, config, head }: RequestInput, from: string | null, to: string) => {
  const inOneStep: Config = { ...config, source: { ...config.source, history: 'head' } }
  const target = { ...head, commit: to }
  return {
    walk: () => readCommits(repository, inOneStep, { recorded: from, target, confirmed: false }),
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

const keyOfText = ({ item, language }: Plan['texts'][number]): string => entryKey(item.id, language)

const findingsOf = ({ gathered, diagnostics }: Side) => ({
  diagnostics,
  paths: new Set(gathered.replay.state.tree.keys()),
})

/** Path of a text's file → its title. */
const titlesOf = ({ gathered: { replay, sources } }: Side): ReadonlyMap<string, string> => {
  const { items, translations, tree } = replay.state
  const titled = (path: string, reading: string, slug: string) =>
    [path, titleOf(sources.record(reading, tree.get(path)?.oid ?? ''), slug)] as const
  return new Map([
    ...[...items.values()].map(({ path, collection, slug }) => titled(path, collection, slug)),
    ...[...translations.values()].map(({ path, collection, sourcePath }) =>
      titled(path, `${collection}/translation`, sourcePath),
    ),
  ])
}

const changesOf = (after: Side, before: ReadonlyMap<string, string>): readonly RequestChange[] => {
  const titles = titlesOf(after)
  const { items, translations } = after.gathered.replay.state
  const files = [...items.values(), ...translations.values()]
  const tracks = new Map(files.map(({ path, track }) => [path, track] as const))
  const live = livePaths(after.plan)
  return after.plan.actions
    .filter(({ action }) => action !== 'keep')
    .map((action) => {
      // A file that is gone has the title that it had.
      const here = action.action === 'archive' ? before : titles
      return {
        ...action,
        title: here.get(action.path) ?? action.slug,
        status: statusOf(action, tracks.get(action.path), live),
      }
    })
}

/** Paths of the files whose texts are live, in this version or an earlier one. */
const livePaths = ({ texts, translations }: Plan): ReadonlySet<string> => {
  const translated = new Map(
    translations.map(({ item, translation: { language, path } }) => [
      entryKey(item.id, language),
      path,
    ]),
  )
  return new Set(texts.map((text) => translated.get(keyOfText(text)) ?? text.item.path))
}

const statusOf = (
  { action, path }: Action,
  track: Track | undefined,
  live: ReadonlySet<string>,
): RequestChange['status'] => {
  if (action === 'archive') return 'archived'
  if (action === 'quarantine') return 'kept back'
  if (track?.current?.draft === true) return 'draft'
  if (live.has(path)) return 'live'
  return track?.current?.publishAt == null ? 'not live' : 'scheduled'
}

// The same bytes under another path are not made again.
const mediaIn = (texts: Plan['texts']): ReadonlyMap<string, readonly [string, string]> =>
  new Map(
    texts.flatMap(({ version }) =>
      Object.entries(version.media).map((entry) => [entry[1], entry] as const),
    ),
  )

const newMedia = (before: Plan, after: Plan): RequestPlan['media'] => {
  const known = mediaIn(before.texts)
  return [...mediaIn(after.render)].filter(([blob]) => !known.has(blob)).map(([, entry]) => entry)
}

const leftBehind = (before: Plan, after: Plan): readonly OutdatedTranslation[] => {
  const known = new Set(before.translations.flatMap(changedSections))
  return after.translations.flatMap((judged) => {
    const { item, translation, freshness } = judged
    if (freshness.state !== 'outdated') return []
    const fresh = new Set(changedSections(judged).filter((section) => !known.has(section)))
    const sections = freshness.sections.filter((section) => fresh.has(nameOf(judged, section)))
    const { path, language } = translation
    return sections.length === 0 ? [] : [{ slug: item.slug, language, path, sections }]
  })
}

type Judged = Plan['translations'][number]

const changedSections = (judged: Judged): readonly string[] =>
  judged.freshness.state === 'outdated'
    ? judged.freshness.sections.map((section) => nameOf(judged, section))
    : []

const nameOf = ({ item, translation }: Judged, { anchor, change }: ChangedSection): string =>
  [item.id, translation.language, anchor, change].join(' ')

const redirectsOf = (
  before: Side,
  { gathered: { replay, sources } }: Side,
  known: ReturnType<typeof redirectEntries>,
): readonly Redirect[] => {
  const old = before.gathered.replay.state.items
  const renamed = [...replay.state.items.values()].flatMap((item): Redirect[] => {
    const from = old.get(item.id)
    return from?.present === true && item.present && from.slug !== item.slug
      ? [{ from: from.slug, to: item.slug }]
      : []
  })
  const was = new Set(known.map(({ from, to }) => `${from} ${to}`))
  const written = redirectEntries(replay.state, sources)
    .filter(({ from, to }) => !was.has(`${from} ${to}`))
    .map(({ from, to }) => ({ from, to }))
  const seen = new Set(renamed.map(({ from }) => from))
  return [...renamed, ...written.filter(({ from }) => !seen.has(from))]
}
