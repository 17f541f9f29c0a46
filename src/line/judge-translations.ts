import type { ReplaySources } from '../ingest/ledger.ts'
import type { BlobRecord, Item, Translation } from '../item.ts'
import { type OwnedTranslation, translationsByItem } from '../publish/live.ts'
import type { RecordedState } from '../state.ts'
import { type Freshness, freshness } from '../translation/freshness.ts'
import { type Original, originalOf, wholeOriginal } from '../translation/made-from.ts'

/** A translation that belongs to a present item, and whether it is current. */
export type JudgedTranslation = OwnedTranslation & { readonly freshness: Freshness }

/** Judges every translation of a present item against its source as it is. */
export const judgeTranslations = (
  state: RecordedState,
  sources: ReplaySources,
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
        : freshness(originalAt(state, sources, item, translation), source)
    return { item, translation, freshness: judged }
  })

/** What a translation was made from: all of it the source that its file at the head names, else each part as history tells. */
const originalAt = (
  state: RecordedState,
  sources: ReplaySources,
  { collection }: Item,
  translation: Translation,
): Original | null => {
  const reading = `${translation.collection}/translation`
  const sourceOf = (blob: string): BlobRecord | null => sources.record(collection, blob)
  const file = state.tree.get(translation.path)
  const stamp = file === undefined ? null : sources.record(reading, file.oid)?.fields?.sourceBlob
  if (stamp != null) return wholeOriginal(sourceOf(stamp))
  const blob = translation.track.current?.blob
  const text = blob === undefined ? null : sources.record(reading, blob)
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
