import { beginReading } from './begin-reading.ts'
import type { LessonReading, LessonShape } from './lesson.ts'
import { parseQuickly, understood } from './parse-markdown.ts'
import { referenceTree } from './reference-tree.ts'

/**
 * Reads a Markdown file's bytes as a lesson. Whatever the bytes, the answer is a reading and the same each
 * time; `lesson` is null where the text, its front matter's syntax or its size keep it from being understood.
 * Throws only a `ContentError` with code `CONFIG`, where the shape's schema is not valid.
 */
export const readLesson = (bytes: Uint8Array, shape: LessonShape): LessonReading => {
  const begun = beginReading(bytes, shape)
  if (!('finish' in begun)) return begun
  const { body, finish } = begun
  return finish(parseQuickly(body) ?? understood(referenceTree(body), body))
}
