import type { Config } from '../config.ts'
import type { VersionRecord } from '../database/load-versions.ts'
import type { ReviewStep, Standing } from '../decision.ts'
import { personOf } from '../ingest/authors.ts'
import type { Replay } from '../ingest/replay.ts'
import { entryKey } from '../item.ts'
import { translationsByItem } from '../publish/live.ts'
import {
  lacksOf,
  type Opinion,
  opinionOn,
  type PersonOf,
  type ReviewedText,
  type ReviewRule,
  stageOf,
} from '../review.ts'
import type { RecordedState } from '../state.ts'
import {
  type EarlierSources,
  type VersionedText,
  versionsBelow,
  withMedia,
} from './earlier-versions.ts'
import { lineBefore, type RuleSources, rulesOf } from './text-rules.ts'

/** What judging texts takes besides their replay. */
export type JudgeSources = EarlierSources & RuleSources

/** A text with what rules and people say of it. */
type Judged = VersionedText & { readonly rules: readonly ReviewRule[] }

type Judge = (text: Judged, version: VersionRecord) => Opinion & Pick<ReviewedText, 'lacks'>

/**
 * Judges every text that a rule covers or that somebody has judged, by `entryKey`. Versions below those that the state holds
 * come from the replay, and where it went on from what is recorded, from the database; their blobs have records afterwards.
 */
export const judgeTexts = async (
  from: JudgeSources,
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
  { store, config }: Pick<JudgeSources, 'store' | 'config'>,
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

const judgeOf =
  (person: PersonOf, before: ReadonlySet<string> | null): Judge =>
  ({ steps, rules }, version) => {
    const opinion = opinionOn(version, steps, person)
    const asked = before?.has(version.commit) === true ? [] : rules
    return { ...opinion, lacks: lacksOf(version, opinion, asked, person) }
  }
