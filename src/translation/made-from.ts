import type { BlobRecord, MadeFrom, SectionOrigin, Translation } from '../item.ts'
import type { LessonFields, Section } from '../lesson/lesson.ts'
import { depthsOf } from '../lesson/outline.ts'

/** What of a source a translation was made from. */
export type Original = {
  readonly fields: Pick<LessonFields, 'title' | 'description'>
  /** For each section of the translation the section of a source, as it was when that was translated. */
  readonly sections: readonly Section[]
}

/** A source as a whole; null where it is not to be had or could not be read. */
export const wholeOriginal = (source: BlobRecord | null): Original | null =>
  source?.fields == null ? null : { fields: source.fields, sections: source.outline }

/** What each section of a translation was made from, in their order. */
export const sectionOrigins = (
  { madeFrom, untouched }: Pick<Translation, 'madeFrom' | 'untouched'>,
  text: BlobRecord,
): readonly SectionOrigin[] => {
  const depths = depthsOf(text.outline)
  return text.outline.map(
    ({ digest }, place) => untouched.sections[digest] ?? { madeFrom, place, depths },
  )
}

/**
 * The source as each part of a translation found it: sections that were translated at different times were made from
 * different sources. Null where nothing is known of one of them, or where it had other headings than the translation,
 * so that no section of the one belongs to one of the other.
 * @param text record of the translation's newest version
 * @param source record of a source blob, null where it is not to be had
 */
export const originalOf = (
  translation: Pick<Translation, 'madeFrom' | 'untouched'>,
  text: BlobRecord,
  source: (blob: string) => BlobRecord | null,
): Original | null => {
  const recordOf = (from: MadeFrom): BlobRecord | null =>
    typeof from === 'string' ? source(from) : null
  const fields = recordOf(translation.untouched.frontMatter ?? translation.madeFrom)?.fields
  const sections = sectionOrigins(translation, text).flatMap(
    ({ madeFrom, place, depths }): readonly Section[] => {
      const outline = recordOf(madeFrom)?.outline ?? []
      const section = outline[place]
      return section === undefined || depthsOf(outline) !== depths ? [] : [section]
    },
  )
  return fields == null || sections.length < text.outline.length ? null : { fields, sections }
}

/** A translation that somebody accepted when it said `then`, for the source blob `source`; it says `text` now. */
export type AcceptedText = {
  readonly text: BlobRecord
  readonly then: BlobRecord
  readonly source: string
}

/**
 * What the parts of a translation were made from, where those that have not been touched since count as made from the
 * source that they were accepted for.
 */
export const acceptedParts = (
  { madeFrom, untouched }: Pick<Translation, 'madeFrom' | 'untouched'>,
  { text, then, source }: AcceptedText,
): Pick<Translation, 'madeFrom' | 'untouched'> => {
  const depths = depthsOf(then.outline)
  const sections = then.outline.map(
    ({ digest }, place) => [digest, { madeFrom: source, place, depths }] as const,
  )
  const isTitled =
    then.fields?.title === text.fields?.title &&
    then.fields?.description === text.fields?.description
  return {
    madeFrom,
    untouched: {
      ...(isTitled ? { frontMatter: source } : untouched),
      sections: { ...untouched.sections, ...Object.fromEntries(sections) },
    },
  }
}
