import type { BlobRecord, MadeFrom, Translation } from '../item.ts'
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

/**
 * The source as each part of a translation found it: sections that were translated at different times were made from
 * different sources. Null where nothing is known of one of them, or where it had other headings than the translation,
 * so that no section of the one belongs to one of the other.
 * @param text record of the translation's newest version
 * @param source record of a source blob, null where it is not to be had
 */
export const originalOf = (
  { madeFrom, untouched }: Pick<Translation, 'madeFrom' | 'untouched'>,
  text: BlobRecord,
  source: (blob: string) => BlobRecord | null,
): Original | null => {
  const recordOf = (from: MadeFrom): BlobRecord | null =>
    typeof from === 'string' ? source(from) : null
  const depths = depthsOf(text.outline)
  const fields = recordOf(untouched.frontMatter ?? madeFrom)?.fields
  const sections = text.outline.flatMap(({ digest }, place): readonly Section[] => {
    const origin = untouched.sections[digest] ?? { madeFrom, place, depths }
    const outline = recordOf(origin.madeFrom)?.outline
    const section = outline?.[origin.place]
    return section === undefined || depthsOf(outline ?? []) !== origin.depths ? [] : [section]
  })
  return fields == null || sections.length < text.outline.length ? null : { fields, sections }
}
