import type { Config } from '../config.ts'
import type { RecordedTranslation } from '../database/board-queries.ts'
import type { MadeFrom } from '../item.ts'
import { type SectionText, sectionTexts } from '../lesson/section-texts.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { ChangedSection } from '../translation/freshness.ts'
import { sectionOrigins } from '../translation/made-from.ts'
import { blobParser } from './blob-parser.ts'
import { parseLimit, shapesByReading } from './parse-blob.ts'

/** A section of a source that a translation does not follow yet. */
export type ShownSection = ChangedSection & {
  /** Its Markdown when it was translated; null where it is new, or where that is not known. */
  readonly before: string | null
  /** Its Markdown now; null where it is gone. */
  readonly after: string | null
  /** What the translation says in its place; null where none of its sections belongs to it. */
  readonly translated: string | null
}

/** What a translator needs to bring a translation up to date, section by section. */
export const showTranslation = async (
  { translation, collection, source, sections }: RecordedTranslation,
  config: Config,
  objects: Pick<ObjectReader, 'read'>,
): Promise<readonly ShownSection[]> => {
  const shapes = shapesByReading(config)
  const reading = `${translation.collection}/translation`
  const read = async (blob: string | undefined): Promise<Uint8Array> => {
    const found = blob === undefined ? null : await objects.read(blob, parseLimit(reading))
    return found?.kind === 'blob' ? found.bytes : new Uint8Array()
  }
  const textsOf = async (from: string, blob: MadeFrom): Promise<readonly SectionText[]> => {
    const shape = shapes.get(from)
    return shape === undefined || typeof blob !== 'string'
      ? []
      : sectionTexts(await read(blob), shape)
  }
  const blob = translation.track.current?.blob
  const record = blobParser(shapes)(reading, blob ?? '', await read(blob))
  const now = await textsOf(collection, source)
  const texts = await textsOf(reading, blob ?? null)
  const made = await Promise.all(
    sectionOrigins(translation, record).map(async ({ madeFrom, place }, index) => ({
      section: (await textsOf(collection, madeFrom))[place],
      translated: texts[index]?.text ?? null,
    })),
  )
  return sections.map((changed) => {
    const from = made.find(({ section }) => section?.anchor === changed.anchor)
    return {
      ...changed,
      before: from?.section?.text ?? null,
      after: now.find(({ anchor }) => anchor === changed.anchor)?.text ?? null,
      translated: from?.translated ?? null,
    }
  })
}
