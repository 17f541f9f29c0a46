import { beginReading } from './begin-reading.ts'
import type { LessonReading, LessonShape } from './lesson.ts'
import { parseQuickly } from './parse-markdown.ts'

/** As `readLesson`; null for a text, one in a hundred, that needs the reference parser. */
export const readQuickly = (bytes: Uint8Array, shape: LessonShape): LessonReading | null => {
  const begun = beginReading(bytes, shape)
  if (!('finish' in begun)) return begun
  const markdown = parseQuickly(begun.body)
  return markdown === null ? null : begun.finish(markdown)
}

/** As `readLesson`, which it loads first: with the reference parser that is 150 modules, and takes 45 ms. */
export const readSlowly = async (bytes: Uint8Array, shape: LessonShape): Promise<LessonReading> => {
  const { readLesson } = await import('./read-lesson.ts')
  return readLesson(bytes, shape)
}
