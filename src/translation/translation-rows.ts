import { uuidOf } from '../identifier.ts'
import { type BlobRecord, clipTitle, type Item, type Translation, type Version } from '../item.ts'
import type { Stage } from '../review.ts'
import type { ChangedSection, Freshness } from './freshness.ts'
import { parity } from './structure.ts'

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
  readonly status: 'in_progress' | 'review' | 'approved' | 'published'
  readonly freshness: 'current' | 'outdated'
  readonly madeFrom: string | null
  readonly sections: readonly ChangedSection[]
  /** From 0 to 1: as a reviewer says of this version, else as its structure tells. */
  readonly quality: number | null
  readonly commit: string
  readonly updated: string
}

/** What the row of one translation is made from. */
export type TranslationRowSources = {
  readonly record: (reading: string, blob: string) => BlobRecord | null
  readonly personNamed: (name: string | null) => string | null
  /** The version that is live in this language. */
  readonly live: Version | null
  /** Where people have brought its newest version; null where nobody has to, or has, said anything of it. */
  readonly stage: Stage | null
  /** As a reviewer says of a version, by its id; null where nobody has. */
  readonly score: (version: string) => number | null
  /** Record of the source as it is. */
  readonly source: BlobRecord | null
}

/** The row of one translation file; null where it never had a version. */
export const translationRow = (
  item: Item,
  translation: Translation,
  freshness: Freshness,
  { record, personNamed, live, stage, score, source }: TranslationRowSources,
): TranslationRow | null => {
  const version = live ?? translation.track.current
  if (version === null) return null
  const text = record(`${translation.collection}/translation`, version.blob)
  const { fields } = text ?? {}
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
    status: statusOf(translation, live, stage),
    freshness: freshness.state === 'current' ? 'current' : 'outdated',
    madeFrom: stamp ?? (typeof translation.madeFrom === 'string' ? translation.madeFrom : null),
    sections: freshness.state === 'outdated' ? freshness.sections : [],
    quality: score(version.id) ?? structureScore(source, text),
    commit: version.commit,
    updated: version.date,
  }
}

const statusOf = (
  translation: Translation,
  live: Version | null,
  stage: Stage | null,
): TranslationRow['status'] => {
  if (live !== null) return 'published'
  if (stage !== null) return stage === 'open' ? 'in_progress' : stage
  return translation.track.current?.draft === false ? 'review' : 'in_progress'
}

const structureScore = (source: BlobRecord | null, text: BlobRecord | null): number | null =>
  source === null || text === null ? null : parity(source, text).score / 100
