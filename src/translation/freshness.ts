import type { BlobRecord } from '../item.ts'
import { sourceDigest } from '../lesson/digest.ts'
import type { Section } from '../lesson/lesson.ts'
import type { Original } from './made-from.ts'

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
 * @param original what it was made from; null where there was none or it is not to be had
 * @param source record of the source at the head; null where the item is gone
 */
export const freshness = (original: Original | null, source: BlobRecord | null): Freshness => {
  if (source === null) return { state: 'orphaned' }
  if (original === null) return { state: 'outdated', sections: [] }
  return sourceDigest(original.fields, original.sections) === source.sourceDigest
    ? { state: 'current' }
    : { state: 'outdated', sections: changedSections(original.sections, source.outline) }
}

/** Sections by heading: changed, added, removed. */
const changedSections = (
  original: readonly Section[],
  source: readonly Section[],
): readonly ChangedSection[] => {
  const old = new Map(original.map((section) => [section.anchor, section]))
  const now = new Set(source.map((section) => section.anchor))
  const present = source.flatMap(({ title, anchor, words, digest }): ChangedSection[] => {
    const before = old.get(anchor)
    if (before?.digest === digest) return []
    return [{ title, anchor, words, change: before === undefined ? 'added' : 'changed' }]
  })
  const removed = original
    .filter((section) => !now.has(section.anchor))
    .map(({ title, anchor }): ChangedSection => ({ title, anchor, words: 0, change: 'removed' }))
  return [...present, ...removed]
}
