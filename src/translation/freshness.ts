import type { BlobRecord } from '../item.ts'

/** Whether a translation still says what its source says. */
export type Freshness =
  | { readonly state: 'current' }
  | { readonly state: 'outdated'; readonly sections: readonly ChangedSection[] }
  | { readonly state: 'orphaned' }

/** A section of the source that is not as it was when the translation was made. */
export type ChangedSection = {
  readonly title: string
  readonly anchor: string
  readonly change: 'changed' | 'added' | 'removed'
  /** Words in the section now; 0 for a removed one. */
  readonly words: number
}

/**
 * Compares the source that a translation was made from with the source as it is.
 * @param madeFrom record of the blob it was made from; null where there was none or it is not to be had
 * @param source record of the source at the head; null where the item is gone
 */
export const freshness = (madeFrom: BlobRecord | null, source: BlobRecord | null): Freshness => {
  if (source === null) return { state: 'orphaned' }
  if (madeFrom !== null && sameText(madeFrom, source)) return { state: 'current' }
  return { state: 'outdated', sections: changedSections(madeFrom, source) }
}

const sameText = (a: BlobRecord, b: BlobRecord): boolean =>
  a.blob === b.blob || (a.sourceDigest !== null && a.sourceDigest === b.sourceDigest)

/** Sections by heading: changed, added, removed. Without the old source nothing can be told apart. */
const changedSections = (
  madeFrom: BlobRecord | null,
  source: BlobRecord,
): readonly ChangedSection[] => {
  if (madeFrom === null) return []
  const old = new Map(madeFrom.outline.map((section) => [section.anchor, section]))
  const now = new Set(source.outline.map((section) => section.anchor))
  const present = source.outline.flatMap(({ title, anchor, words, digest }): ChangedSection[] => {
    const before = old.get(anchor)
    if (before?.digest === digest) return []
    return [{ title, anchor, words, change: before === undefined ? 'added' : 'changed' }]
  })
  const removed = madeFrom.outline
    .filter((section) => !now.has(section.anchor))
    .map(({ title, anchor }): ChangedSection => ({ title, anchor, words: 0, change: 'removed' }))
  return [...present, ...removed]
}
