import { type Config, readingOf } from '../config.ts'
import type { StagedText, StaleText } from '../database/staged-chunks.ts'
import { chunkerVersion, chunkLesson } from '../embed/chunk.ts'
import { readLesson } from '../lesson/read-lesson.ts'
import { titleOf } from '../publish/item-rows.ts'
import { searchFields } from '../search/search-vector.ts'
import type { ObjectReader } from '../source/objects.ts'
import { parseLimit, shapesByReading } from './parse-blob.ts'

/** Cuts a live text into chunks anew; null where its blob, or its collection, is not there any more. */
export type Rechunk = (text: StaleText) => Promise<StagedText | null>

/** Cuts live texts anew, from the blobs of their live versions, as publishing them would now. */
export const rechunker = (config: Config, objects: Pick<ObjectReader, 'read'>): Rechunk => {
  const shapes = shapesByReading(config)
  const collections = new Map(config.collections.map((one) => [one.name, one] as const))
  return async ({ itemId, language, versionId, role, collection, slug, blob }) => {
    const found = collections.get(collection)
    if (found === undefined) return null
    const reading = readingOf(found, role)
    const shape = shapes.get(reading)
    const read = await objects.read(blob, parseLimit(reading))
    if (shape === undefined || read.kind !== 'blob') return null
    const { lesson } = readLesson(read.bytes, shape)
    if (lesson === null) return null
    const title = titleOf(lesson, slug)
    const chunks = chunkLesson({ title, lesson, language }).map((chunk) => ({
      ...chunk,
      itemId,
      language,
      chunker: chunkerVersion,
      search: searchFields({ title, ...chunk }, language),
    }))
    return { itemId, language, versionId, chunks }
  }
}
