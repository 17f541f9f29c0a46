import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import { loadFitVersions, type VersionRecord } from '../database/load-versions.ts'
import type { ReviewStep, Standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { personOf } from '../ingest/authors.ts'
import type { BlobStore } from '../ingest/read-blobs.ts'
import type { Replay } from '../ingest/replay.ts'
import { entryKey, type Item, type Track, type Version } from '../item.ts'
import { translationsByItem } from '../publish/live.ts'
import {
  lacksOf,
  type Opinion,
  opinionOn,
  type PersonOf,
  type ReviewedText,
  type ReviewRule,
  rulesOver,
  stageOf,
} from '../review.ts'
import type { Repository } from '../source/repository.ts'
import type { RecordedState } from '../state.ts'
import { mediaOf, type VersionSources } from './version-media.ts'

/** What judging texts takes besides their replay. */
export type ReviewSources = VersionSources & {
  readonly store: Pick<BlobStore, 'get' | 'read' | 'readIfPresent'>
  readonly config: Config
  readonly repository: Pick<Repository, 'history' | 'resolve'>
  /** Null where nothing is recorded yet. */
  readonly database: Pick<Database, 'query'> | null
}

/** A text with what rules and people say of it. */
type Judged = {
  readonly key: string
  readonly item: Item
  readonly reading: string
  readonly path: string
  readonly track: Track & { readonly current: Version }
  readonly steps: readonly ReviewStep[]
  readonly rules: readonly ReviewRule[]
}

type Judge = (text: Judged, version: VersionRecord) => Opinion & Pick<ReviewedText, 'lacks'>

/**
 * Judges every text that a rule covers or that somebody has judged, by `entryKey`. Versions below those that the state holds
 * come from the replay, and where it went on from what is recorded, from the database; their blobs have records afterwards.
 */
export const reviewTexts = async (
  from: ReviewSources,
  replay: Replay,
  { reviews }: Pick<Standing, 'reviews'>,
  older: 'replay' | 'database',
): Promise<ReadonlyMap<string, ReviewedText>> => {
  const texts = judgedTexts(replay.state, from.config, reviews)
  if (texts.length === 0) return new Map()
  const judge = judgeOf(peopleAt(replay.state, from), await lineBefore(from))
  const approved = (text: Judged, version: VersionRecord): boolean => {
    const { rejected, lacks } = judge(text, version)
    return version.fit && !version.draft && !rejected && lacks.length === 0
  }
  const own = new Map(
    texts.map((text) => [
      text.key,
      [text.track.current, ...text.track.older].filter((version) => approved(text, version)),
    ]),
  )
  const unsettled = texts.filter(
    ({ key }) => !own.get(key)?.some(({ publishAt }) => publishAt === null),
  )
  const below = await versionsBelow(from, replay, unsettled, older)
  const reviewed = new Map<string, ReviewedText>()
  for (const text of texts) {
    const { key, track, steps } = text
    const opinion = judge(text, track.current)
    const earlier = (below.get(key) ?? []).filter((version) => approved(text, version))
    reviewed.set(key, {
      ...opinion,
      scores: scoresOf(steps),
      stage: stageOf(track.current, steps, opinion, opinion.lacks),
      candidates: await withMedia(from, text, [...(own.get(key) ?? []), ...earlier]),
    })
  }
  return reviewed
}

const scoresOf = (steps: readonly ReviewStep[]): ReadonlyMap<string, number> =>
  new Map(
    steps.flatMap((step) =>
      step.kind === 'approve' && step.score !== undefined
        ? [[step.version, step.score] as const]
        : [],
    ),
  )

/** Makes one name of all the names of a person, by the lists of the head. */
export const peopleAt = (
  { tree }: Pick<RecordedState, 'tree'>,
  { store, config }: Pick<ReviewSources, 'store' | 'config'>,
): PersonOf => {
  const listAt = (path: string, reading: string) =>
    store.get(reading, tree.get(path)?.oid ?? '')?.metadata
  const known = new Map<string, string>()
  const find = personOf({
    authors: listAt(config.authors, 'authors'),
    mailmap: listAt('.mailmap', 'mailmap'),
  })
  return (text) => {
    const person = known.get(text) ?? find(text)
    known.set(text, person)
    return person
  }
}

const judgedTexts = (
  state: RecordedState,
  config: Config,
  reviews: Standing['reviews'],
): readonly Judged[] => {
  if (reviews.size === 0 && config.review.rules.length === 0) return []
  const own = [...state.items.values()]
    .filter(({ present }) => present)
    .map((item) => ({ item, language: config.source.language, of: item, reading: item.collection }))
  const others = translationsByItem(state).map(({ item, translation }) => ({
    item,
    language: translation.language,
    of: translation,
    reading: `${translation.collection}/translation`,
  }))
  return [...own, ...others].flatMap(({ item, language, of: { path, track }, reading }) => {
    const key = entryKey(item.id, language)
    const steps = reviews.get(key) ?? []
    const rules = rulesOf(config, item, language)
    const { current } = track
    if (current === null || steps.length + rules.length === 0) return []
    return [{ key, item, reading, path, track: { ...track, current }, steps, rules }]
  })
}

/** The rules that cover an item's text in a language. */
export const rulesOf = (config: Config, item: Item, language: string): readonly ReviewRule[] => {
  const { rules } = config.review
  if (rules.length === 0) return rules
  const collection = config.collections.find(({ name }) => name === item.collection)
  return rulesOver(rules, {
    texts: language === config.source.language ? 'items' : 'translations',
    collection: item.collection,
    pillar: collection?.files.match(item.path)?.pillar ?? null,
    language,
  })
}

/** The rules that a version of an item's text has to meet. */
export const rulesFor = async (
  from: Pick<ReviewSources, 'repository' | 'config'>,
  item: Item,
  language: string,
  { commit }: Pick<Version, 'commit'>,
): Promise<readonly ReviewRule[]> => {
  const before = await lineBefore(from)
  return before?.has(commit) === true ? [] : rulesOf(from.config, item, language)
}

/** The commits of which no version needs approval; null where there are none. */
const lineBefore = async ({
  repository,
  config: { review, source },
}: Pick<ReviewSources, 'repository' | 'config'>): Promise<ReadonlySet<string> | null> => {
  if (review.since === null || review.rules.length === 0) return null
  if (repository.history === null)
    throw new ContentError('GIT_MISSING', 'Cannot tell which commits `review.since` is after.', {
      hint: 'Install Git, or take `review.since` out of the configuration.',
    })
  const { commit } = await repository.resolve({ branch: source.branch, commit: review.since })
  return await repository.history.lineOf(commit)
}

const judgeOf =
  (person: PersonOf, before: ReadonlySet<string> | null): Judge =>
  ({ steps, rules }, version) => {
    const opinion = opinionOn(version, steps, person)
    const asked = before?.has(version.commit) === true ? [] : rules
    return { ...opinion, lacks: lacksOf(version, opinion, asked, person) }
  }

type MaybeWithMedia = VersionRecord & { readonly media?: Version['media'] }

/** Fit versions of these texts that their tracks do not hold, the newest first. */
const versionsBelow = async (
  { database }: ReviewSources,
  { versions, translationVersions, bookkeeping }: Replay,
  texts: readonly Judged[],
  older: 'replay' | 'database',
): Promise<ReadonlyMap<string, readonly MaybeWithMedia[]>> => {
  if (texts.length === 0) return new Map()
  const ids = texts.flatMap(({ steps }) => steps.flatMap(({ version }) => version ?? []))
  const recorded =
    database === null || older === 'replay'
      ? []
      : await loadFitVersions(database, {
          items: texts.map(({ item }) => item.id),
          paths: texts.map(({ path }) => path),
          ids,
        })
  const all: readonly (MaybeWithMedia & { readonly item: string | null })[] = [
    ...versions.map(({ itemId, version }) => ({ ...version, item: itemId })),
    ...translationVersions.map(({ version }) => ({ ...version, item: null })),
    ...recorded,
  ].map((version) => ({ ...version, ...bookkeeping.get(version.id) }))
  const byItem = Map.groupBy(all, ({ item, path }) => item ?? path)
  const byId = new Map(all.map((version) => [version.id, version]))
  return new Map(
    texts.map((text) => {
      const named = text.steps.flatMap(({ version }) => byId.get(version ?? '') ?? [])
      const isOwn = text.reading === text.item.collection
      const found = [...(byItem.get(isOwn ? text.item.id : text.path) ?? []), ...named]
      const known = new Set([text.track.current, ...text.track.older].map(({ id }) => id))
      const below = found.filter(({ id, ordinal }) => {
        const isNew = !known.has(id)
        known.add(id)
        return isNew && ordinal < text.track.current.ordinal
      })
      const newest = below.toSorted((a, b) => b.ordinal - a.ordinal)
      return [text.key, newest.map(({ item: _, ...version }) => version)]
    }),
  )
}

/** The versions that may be live, down to the first without a date, with their media. */
const withMedia = async (
  from: ReviewSources,
  { reading }: Judged,
  versions: readonly MaybeWithMedia[],
): Promise<readonly Version[]> => {
  const undated = versions.findIndex(({ publishAt }) => publishAt === null)
  const candidates: Version[] = []
  for (const version of undated < 0 ? versions : versions.slice(0, undated + 1)) {
    if (version.media === undefined) {
      candidates.push({ ...version, media: await mediaOf(from, reading, version) })
      continue
    }
    await from.store.read([{ reading, blob: version.blob }])
    candidates.push({ ...version, media: version.media })
  }
  return candidates
}
