import type { Config } from '../config.ts'
import type { VersionRecord } from '../database/load-versions.ts'
import type { Decision } from '../decision.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { sha256 } from '../identifier.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import type { Replay } from '../ingest/replay.ts'
import { entryKey } from '../item.ts'
import { linkTargets } from '../link-target.ts'
import type { RenditionUse } from '../media/publish-image.ts'
import { type Obeyed, type ReleaseEntry, releaseEntries } from '../publish/live.ts'
import type { RecordedState } from '../state.ts'
import { type JudgedTranslation, judgeTranslations } from './judge-translations.ts'
import { type Action, planActions } from './plan-actions.ts'
import { rendererVersion } from './settled.ts'

/** A text that is live now, as the last release recorded it. */
export type LiveText = {
  readonly itemId: string
  readonly language: string
  readonly versionId: string
  readonly documentKey: string
  readonly fingerprint: string
}

/** What the last run left, and what people decided: the state of the branch, and what is live. */
export type Recorded = {
  readonly state: RecordedState
  /** In the order in which they were taken. */
  readonly decisions: readonly Decision[]
  /** The versions that texts are or were pinned to, by id, as far as they are recorded. */
  readonly pinned: ReadonlyMap<string, VersionRecord>
  readonly live: ReadonlyMap<string, LiveText>
  /** Where the fence stood when this was read. */
  readonly fence: number
  /** Commit of the live release, the last decision that it obeys, and whether its pointer was written. */
  readonly releasedCommit: string | null
  readonly obeyed: number
  readonly pointerWritten: boolean
}

/** A text to be live, and what its document depends on. */
export type PlannedText = ReleaseEntry & { readonly fingerprint: string }

/** Everything a run will do. Applying it decides nothing any more. */
export type Plan = {
  readonly commit: string
  readonly replay: Replay
  readonly actions: readonly Action[]
  readonly texts: readonly PlannedText[]
  /** Texts whose document has to be made, because none was or because something it depends on changed. */
  readonly render: readonly PlannedText[]
  readonly gone: readonly LiveText[]
  readonly translations: readonly JudgedTranslation[]
  readonly orphaned: readonly string[]
  readonly missing: number
  readonly diagnostics: readonly Diagnostic[]
  /** What decisions asked of its texts, and the number of the last of them. */
  readonly obeyed: Obeyed
  readonly decided: number
  /** Whether there is anything to make live. */
  readonly release: boolean
}

/** What `plan` needs besides the recorded state and its replay. */
export type PlanInput = {
  readonly recorded: Recorded
  readonly replay: Replay
  readonly sources: ReplaySources
  /** What decisions ask of single texts. */
  readonly obeyed: Obeyed
  readonly config: Config
  /** What validation found at the head. */
  readonly diagnostics: readonly Diagnostic[]
  /** Whether documents with media are made again, since what was made of these may be made again. */
  readonly renditions: RenditionUse
  /** ISO 8601, UTC. */
  readonly now: string
}

/** Compares what is desired with what is recorded. Pure. */
export const plan = (input: PlanInput): Plan => {
  const { recorded, replay, sources, config, now, obeyed } = input
  const { state } = replay
  const target = linkTargets(state, sources)
  const texts = releaseEntries(state, config.source.language, now, obeyed).map((entry) => ({
    ...entry,
    fingerprint: fingerprint(entry, sources, config, (url) => {
      const found = target(entry.version.path, url)
      return found === null ? null : found.item.id
    }),
  }))
  const isStale = ({ item, language, fingerprint, version }: PlannedText): boolean =>
    recorded.live.get(entryKey(item.id, language))?.fingerprint !== fingerprint ||
    (input.renditions === 'renewed' && Object.keys(version.media).length > 0)
  const render = texts.filter(isStale)
  const planned = new Set(texts.map(({ item, language }) => entryKey(item.id, language)))
  const gone = [...recorded.live].filter(([key]) => !planned.has(key)).map(([, text]) => text)
  const translations = judgeTranslations(state, sources, obeyed.accepted)
  const owners = new Map(translations.map(({ item, translation }) => [translation.path, item.id]))
  const orphaned = [...state.translations.keys()].filter((path) => !owners.has(path)).toSorted()
  const commit = state.commit ?? ''
  const actions = planActions({ ...input, texts, owners })
  return {
    commit,
    replay,
    actions,
    texts,
    render,
    gone,
    translations,
    orphaned,
    missing: countMissing(state, translations, config),
    diagnostics: input.diagnostics,
    obeyed,
    decided: recorded.decisions.at(-1)?.sequence ?? 0,
    release: isDue({ commit, render, gone, obeyed }, recorded),
  }
}

/** Whether there is anything to make live. */
export const isDue = (
  { commit, render, gone, obeyed }: Pick<Plan, 'commit' | 'render' | 'gone' | 'obeyed'>,
  recorded: Recorded,
): boolean =>
  render.length > 0 ||
  gone.length > 0 ||
  obeyed.judged.size > 0 ||
  recorded.releasedCommit !== commit ||
  !recorded.pointerWritten

/** Digest of all that a text's document depends on. */
export const fingerprint = (
  entry: ReleaseEntry,
  sources: ReplaySources,
  config: Config,
  target: (url: string) => string | null,
): string => {
  const record = sources.record(entry.reading, entry.version.blob)
  const links = (record?.links ?? []).flatMap(({ url }) => {
    const id = target(url)
    return id === null ? [] : [url, id]
  })
  const { widths, formats, thumbnail } = config.media
  return sha256(
    JSON.stringify([
      rendererVersion,
      entry.version.id,
      entry.item.type,
      links,
      widths,
      formats,
      thumbnail,
      ...(entry.withheld === undefined ? [] : [entry.withheld]),
    ]),
  )
}

const countMissing = (
  state: RecordedState,
  translations: readonly JudgedTranslation[],
  config: Config,
): number => {
  const others = config.source.languages.filter((code) => code !== config.source.language)
  const translated = new Set(
    config.collections.filter(({ translations }) => translations).map(({ name }) => name),
  )
  const present = [...state.items.values()].filter(
    (item) => item.present && translated.has(item.collection),
  )
  return present.length * others.length - translations.length
}
