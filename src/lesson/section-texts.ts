import { decodeText } from './decode-text.ts'
import type { LessonShape, Section } from './lesson.ts'
import { sectionStarts } from './outline.ts'
import { readLesson } from './read-lesson.ts'

/** A section, and its Markdown as it was written, without empty lines around it. */
export type SectionText = Section & { readonly text: string }

/** The sections of a lesson's bytes with their Markdown, in the order of the text; none where it cannot be read. */
export const sectionTexts = (bytes: Uint8Array, shape: LessonShape): readonly SectionText[] => {
  const { lesson } = readLesson(bytes, shape)
  const { text } = decodeText(bytes)
  if (lesson === null || text === null) return []
  const lines = text.split('\n')
  const starts = sectionStarts(lesson.tree)
  return lesson.outline.map((section, index) => ({
    ...section,
    text: lines
      .slice((starts[index] ?? 1) - 1, (starts[index + 1] ?? lines.length + 1) - 1)
      .join('\n')
      .trim(),
  }))
}
