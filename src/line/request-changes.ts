import type { Diagnostic } from '../diagnostic.ts'
import { entryKey, type Track } from '../item.ts'
import { titleOf } from '../publish/item-rows.ts'
import { redirectEntries } from '../redirects.ts'
import type { ChangedSection } from '../translation/freshness.ts'
import type { Gathered } from './gather.ts'
import type { Plan } from './plan.ts'
import type { Action } from './plan-actions.ts'
import { rulesOf } from './text-rules.ts'

/** What happens to one item or translation, and what it is afterwards. */
export type RequestChange = Action & {
  readonly title: string
  readonly status: LiveStatus | 'draft' | 'scheduled' | 'kept back' | 'archived' | 'not live'
}

/** A translation that the request leaves behind its source, by these sections. */
export type OutdatedTranslation = {
  readonly slug: string
  readonly language: string
  readonly path: string
  readonly sections: readonly ChangedSection[]
}

/** A slug that was, and the one that it leads to. */
export type Redirect = { readonly from: string; readonly to: string }

/** All content of a commit, and what would be live of it. */
export type Side = {
  readonly gathered: Gathered
  readonly plan: Plan
  readonly diagnostics: readonly Diagnostic[]
}

/** By what a text is known on either side. */
export const keyOfText = ({ item, language }: Plan['texts'][number]): string =>
  entryKey(item.id, language)

/** Path of a text's file → its title. */
export const titlesOf = ({ gathered: { replay, sources } }: Side): ReadonlyMap<string, string> => {
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

/** Every action but `keep`, with what it is about; `before` has the titles of files that are gone. */
export const changesOf = (
  after: Side,
  before: ReadonlyMap<string, string>,
): readonly RequestChange[] => {
  const titles = titlesOf(after)
  const { items, translations } = after.gathered.replay.state
  const files = [...items.values(), ...translations.values()]
  const tracks = new Map(files.map(({ path, track }) => [path, track] as const))
  const live = livePaths(after)
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

/** Path of a file whose text is live → whether rules ask for approvals first. Who approves is known only once it is merged. */
const livePaths = ({ gathered: { sources }, plan }: Side): ReadonlyMap<string, LiveStatus> => {
  const translated = new Map(
    plan.translations.map(({ item, translation: { language, path } }) => [
      entryKey(item.id, language),
      path,
    ]),
  )
  return new Map(
    plan.texts.map((text) => [
      translated.get(keyOfText(text)) ?? text.item.path,
      rulesOf(sources.config, text.item, text.language).length > 0 ? 'live once approved' : 'live',
    ]),
  )
}

type LiveStatus = 'live' | 'live once approved'

const statusOf = (
  { action, path }: Action,
  track: Track | undefined,
  live: ReadonlyMap<string, LiveStatus>,
): RequestChange['status'] => {
  if (action === 'archive') return 'archived'
  if (action === 'quarantine') return 'kept back'
  if (track?.current?.draft === true) return 'draft'
  const waiting = track?.current?.publishAt == null ? 'not live' : 'scheduled'
  return live.get(path) ?? waiting
}

const mediaIn = (texts: Plan['texts']): ReadonlyMap<string, readonly [string, string]> =>
  new Map(
    texts.flatMap(({ version }) =>
      Object.entries(version.media).map((entry) => [entry[1], entry] as const),
    ),
  )

/** Media that no text had before; the same bytes under another path are not made again. */
export const newMedia = (
  before: Plan,
  after: Plan,
): readonly (readonly [path: string, blob: string])[] => {
  const known = mediaIn(before.texts)
  return [...mediaIn(after.render)].filter(([blob]) => !known.has(blob)).map(([, entry]) => entry)
}

/** Translations that are behind their source by sections which they were not behind in before. */
export const leftBehind = (before: Plan, after: Plan): readonly OutdatedTranslation[] => {
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

/** Slugs that lead elsewhere; `known` are the entries of files that were there before. */
export const redirectsOf = (
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
