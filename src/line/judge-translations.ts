import type { ReplaySources } from '../ingest/ledger.ts'
import type { BlobRecord } from '../item.ts'
import { type OwnedTranslation, translationsByItem } from '../publish/live.ts'
import type { RecordedState } from '../state.ts'
import { type Freshness, freshness } from '../translation/freshness.ts'

/** A translation that belongs to a present item, and whether it is current. */
export type JudgedTranslation = OwnedTranslation & { readonly freshness: Freshness }

/** Judges every translation of a present item against its source as it is. */
export const judgeTranslations = (
  state: RecordedState,
  sources: ReplaySources,
): readonly JudgedTranslation[] =>
  translationsByItem(state).map(({ item, translation }) => {
    const current = translation.track.current
    const reading = `${translation.collection}/translation`
    const file = state.tree.get(translation.path)
    const head = file === undefined ? null : sources.record(reading, file.oid)
    const stamp = head?.fields?.sourceBlob ?? null
    const madeFrom =
      stamp ?? (typeof translation.madeFrom === 'string' ? translation.madeFrom : null)
    const source = sourceRecord(
      state,
      sources,
      item.collection,
      item.path,
      item.track.current?.blob,
    )
    const before = madeFrom === null ? null : sources.record(item.collection, madeFrom)
    const judged =
      current === null || source?.blob === madeFrom
        ? freshness(source, source)
        : freshness(before, source)
    return { item, translation, freshness: judged }
  })

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
