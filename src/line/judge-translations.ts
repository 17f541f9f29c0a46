import type { Acceptance } from '../decision.ts'
import type { ReplaySources } from '../ingest/ledger.ts'
import { type BlobRecord, entryKey, type Item, type Translation } from '../item.ts'
import { type OwnedTranslation, translationsByItem } from '../publish/live.ts'
import type { RecordedState } from '../state.ts'
import { type Freshness, freshness } from '../translation/freshness.ts'
import {
  acceptedParts,
  type Original,
  originalOf,
  wholeOriginal,
} from '../translation/made-from.ts'

/** A translation that belongs to a present item, and whether it is current. */
export type JudgedTranslation = OwnedTranslation & {
  readonly freshness: Freshness
  /** Record of the source as it is. */
  readonly source: BlobRecord | null
}

/** Judges every translation of a present item against its source as it is, or as somebody has accepted it. */
export const judgeTranslations = (
  state: RecordedState,
  sources: ReplaySources,
  accepted: ReadonlyMap<string, Acceptance> = new Map(),
): readonly JudgedTranslation[] =>
  translationsByItem(state).map(({ item, translation }) => {
    const source = sourceRecord(
      state,
      sources,
      item.collection,
      item.path,
      item.track.current?.blob,
    )
    const { current } = translation.track
    const judged =
      current === null && source !== null
        ? { state: 'current' as const }
        : freshness(
            originalAt(state, sources, item, {
              translation,
              accepted: accepted.get(entryKey(item.id, translation.language)) ?? null,
            }),
            source,
          )
    return { item, translation, freshness: judged, source }
  })

type Accepted = { readonly translation: Translation; readonly accepted: Acceptance | null }

/** What a translation was made from: what somebody accepted it for, else all of it the source that its file at the head names, else each part as history tells. */
const originalAt = (
  state: RecordedState,
  sources: ReplaySources,
  { collection }: Item,
  { translation, accepted }: Accepted,
): Original | null => {
  const reading = `${translation.collection}/translation`
  const sourceOf = (blob: string): BlobRecord | null => sources.record(collection, blob)
  const file = state.tree.get(translation.path)
  const head = file === undefined ? null : sources.record(reading, file.oid)
  const stamp = head?.fields?.sourceBlob
  const blob = translation.track.current?.blob
  const text = blob === undefined ? null : sources.record(reading, blob)
  const then = accepted === null ? null : sources.record(reading, accepted.textBlob)
  if (then !== null && accepted !== null && then.fields?.sourceBlob === stamp) {
    if (then.sourceDigest === text?.sourceDigest)
      return wholeOriginal(sourceOf(accepted.sourceBlob))
    if (text !== null && stamp == null) {
      const parts = acceptedParts(translation, { text, then, source: accepted.sourceBlob })
      const original = originalOf(parts, text, sourceOf)
      if (original !== null) return original
    }
  }
  if (stamp != null) return wholeOriginal(sourceOf(stamp))
  const { madeFrom } = translation
  return (
    (text === null ? null : originalOf(translation, text, sourceOf)) ??
    (typeof madeFrom === 'string' ? wholeOriginal(sourceOf(madeFrom)) : null)
  )
}

/** The source as it is: the head's file where it can be read, else the item's newest version. */
const sourceRecord = (
  state: RecordedState,
  sources: ReplaySources,
  collection: string,
  path: string,
  blob: string | undefined,
): BlobRecord | null => {
  const head = state.tree.get(path)
  const record = head === undefined ? null : sources.record(collection, head.oid)
  if (record?.parsed === true) return record
  return blob === undefined ? record : sources.record(collection, blob)
}
