import { uuidOf } from '../identifier.ts'
import { type BlobRecord, clipTitle, type Item, type Translation, type Version } from '../item.ts'
import type { ChangedSection, Freshness } from './freshness.ts'

/** A row of `content_mgmt.translations`. */
export type TranslationRow = {
  readonly id: string
  readonly itemId: string
  readonly language: string
  readonly title: string | null
  readonly description: string | null
  readonly path: string
  readonly translator: string | null
  readonly reviewer: string | null
  readonly status: 'in_progress' | 'review' | 'published'
  readonly freshness: 'current' | 'outdated'
  readonly madeFrom: string | null
  readonly sections: readonly ChangedSection[]
  readonly commit: string
  readonly updated: string
}

/** What the row of one translation is made from. */
export type TranslationRowSources = {
  readonly record: (reading: string, blob: string) => BlobRecord | null
  readonly personNamed: (name: string | null) => string | null
  /** The version that is live in this language. */
  readonly live: Version | null
}

/** The row of one translation file; null where it never had a version. */
export const translationRow = (
  item: Item,
  translation: Translation,
  freshness: Freshness,
  { record, personNamed, live }: TranslationRowSources,
): TranslationRow | null => {
  const version = live ?? translation.track.current
  if (version === null) return null
  const { fields } = record(`${translation.collection}/translation`, version.blob) ?? {}
  const stamp = fields?.sourceBlob ?? null
  return {
    id: uuidOf(item.id, translation.language),
    itemId: item.id,
    language: translation.language,
    title: fields?.title == null ? null : clipTitle(fields.title),
    description: fields?.description ?? null,
    path: translation.path,
    translator: personNamed(fields?.author ?? null),
    reviewer: personNamed(fields?.reviewer ?? null),
    status: statusOf(translation, live),
    freshness: freshness.state === 'current' ? 'current' : 'outdated',
    madeFrom: stamp ?? (typeof translation.madeFrom === 'string' ? translation.madeFrom : null),
    sections: freshness.state === 'outdated' ? freshness.sections : [],
    commit: version.commit,
    updated: version.date,
  }
}

const statusOf = (translation: Translation, live: Version | null): TranslationRow['status'] => {
  if (live !== null) return 'published'
  return translation.track.current?.draft === false ? 'review' : 'in_progress'
}
