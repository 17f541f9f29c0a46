import { beginReading } from './begin-reading.ts'
import type { LessonReading, LessonShape } from './lesson.ts'
import { type ParsedMarkdown, parseQuickly, understood } from './parse-markdown.ts'

/** As `readLesson`. The reference parser, 150 modules that take 45 ms, is loaded where a text needs it: one in a hundred. */
export const readAsNeeded = async (
  bytes: Uint8Array,
  shape: LessonShape,
): Promise<LessonReading> => {
  const begun = beginReading(bytes, shape)
  if (!('finish' in begun)) return begun
  const { body, finish } = begun
  return finish(parseQuickly(body) ?? (await parseByReference(body)))
}

const parseByReference = async (body: string): Promise<ParsedMarkdown> => {
  const { referenceTree } = await import('./reference-tree.ts')
  return understood(referenceTree(body), body)
}
