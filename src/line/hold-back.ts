import type { Bucket } from '../bucket/bucket.ts'
import type { Database } from '../database/database.ts'
import { loadVersions } from '../database/load-versions.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { BlobStore } from '../ingest/read-blobs.ts'
import { entryKey } from '../item.ts'
import { type MediaOutcome, mediaKey } from '../publish/publish-media.ts'
import type { ObjectReader } from '../source/objects.ts'
import { isDue, type Plan, type PlannedText, type Recorded } from './plan.ts'
import type { Action } from './plan-actions.ts'
import { mediaOf } from './version-media.ts'

/** Where what is live of a text is found again. */
export type HoldSources = {
  readonly recorded: Recorded
  readonly database: Pick<Database, 'query'>
  readonly store: Pick<BlobStore, 'get' | 'read'>
  readonly objects: Pick<ObjectReader, 'lookup'>
  readonly bucket: Pick<Bucket, 'head'>
}

/** A plan all of whose texts can be shown whole, and how many texts of the plan before it wait. */
export type Held = { readonly plan: Plan; readonly waiting: number }

/**
 * The plan without the texts that refer to media which could not be published. Each stays what is live of it, or out
 * of the release where nothing is; no other waits for it.
 */
export const holdBack = async (
  from: HoldSources,
  plan: Plan,
  { media, diagnostics }: Pick<MediaOutcome, 'media' | 'diagnostics'>,
): Promise<Held> => {
  const lacks = (text: PlannedText): readonly string[] =>
    Object.entries(text.version.media)
      .filter(([path, blob]) => !media.has(mediaKey(path, blob)))
      .map(([path]) => path)
  const waiting = new Map(
    plan.render.filter((text) => lacks(text).length > 0).map((text) => [keyOf(text), text]),
  )
  if (waiting.size === 0) return { plan, waiting: 0 }
  const kept = await liveTexts(from, [...waiting.values()])
  const shown = plan.texts.flatMap((text) =>
    waiting.has(keyOf(text)) ? (kept.get(keyOf(text)) ?? []) : [text],
  )
  // A translation is shown beside its source only.
  const sources = new Set(shown.filter(isSource).map(({ item }) => item.id))
  const texts = shown.filter(({ item }) => sources.has(item.id))
  const keys = new Set(texts.map(keyOf))
  const changes = {
    texts,
    render: plan.render.filter((text) => keys.has(keyOf(text)) && !waiting.has(keyOf(text))),
    gone: [...from.recorded.live].filter(([key]) => !keys.has(key)).map(([, text]) => text),
    actions: plan.actions.map((action) => {
      const text = [...waiting.values()].find((one) => isAbout(action, one))
      return text === undefined ? action : quarantine(action, lacks(text), diagnostics)
    }),
  }
  const release = isDue({ ...plan, ...changes }, from.recorded)
  return { plan: { ...plan, ...changes, release }, waiting: waiting.size }
}

const keyOf = ({ item, language }: PlannedText): string => entryKey(item.id, language)

const isSource = ({ item, reading }: PlannedText): boolean => reading === item.collection

const isAbout = ({ path, language }: Action, text: PlannedText): boolean =>
  isSource(text)
    ? language === undefined && path === text.item.path
    : language === text.language && path === text.version.path

const quarantine = (
  action: Action,
  missing: readonly string[],
  diagnostics: readonly Diagnostic[],
): Action => ({
  ...action,
  action: 'quarantine',
  reason: diagnostics.find(({ path }) => missing.includes(path))?.rule ?? action.reason,
})

/** Texts as they are live now: those whose documents readers can still get. */
const liveTexts = async (
  from: HoldSources,
  texts: readonly PlannedText[],
): Promise<ReadonlyMap<string, PlannedText>> => {
  const ids = texts.flatMap((text) => from.recorded.live.get(keyOf(text))?.versionId ?? [])
  const versions = new Map(
    (await loadVersions(from.database, ids)).map((version) => [version.id, version]),
  )
  const kept = new Map<string, PlannedText>()
  for (const text of texts) {
    const live = from.recorded.live.get(keyOf(text))
    const version = versions.get(live?.versionId ?? '')
    if (live === undefined || version === undefined) continue
    if ((await from.bucket.head(live.documentKey)) === null) continue
    const media = await mediaOf(from, text.reading, version)
    const { fingerprint } = live
    kept.set(keyOf(text), { ...text, version: { ...version, media }, fingerprint })
  }
  return kept
}
