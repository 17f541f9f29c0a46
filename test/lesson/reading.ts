import type { JsonObject } from '../../src/json.ts'
import type { FieldName, Lesson, LessonReading, LessonShape } from '../../src/lesson/lesson.ts'
import { readLesson } from '../../src/lesson/read-lesson.ts'

const ownKeys: Readonly<Record<FieldName, string>> = {
  id: 'id',
  slug: 'slug',
  title: 'title',
  description: 'description',
  status: 'status',
  draft: 'draft',
  tags: 'tags',
  author: 'author',
  reviewer: 'reviewer',
  difficulty: 'difficulty',
  duration: 'duration',
  order: 'order',
  objectives: 'objectives',
  prerequisites: 'prerequisites',
  publish_at: 'publish_at',
  unpublish_at: 'unpublish_at',
  source_blob: 'source_blob',
}

/** A shape without a schema, with some fields mapped to other keys. */
export const foreignShape = (fields: Partial<Record<FieldName, string>> = {}): LessonShape => ({
  fields: { ...ownKeys, ...fields },
  schema: null,
  type: 'lesson',
  role: 'source',
})

/** A shape with a schema. */
export const schemaShape = (
  schema: JsonObject,
  role: LessonShape['role'] = 'source',
): LessonShape => ({ fields: ownKeys, schema, type: 'lesson', role })

/** Reads a text as a file of UTF-8. */
export const read = (text: string, shape: LessonShape = foreignShape()): LessonReading =>
  readLesson(Buffer.from(text), shape)

/** Reads a text that must be a lesson. */
export const lessonOf = (text: string, shape: LessonShape = foreignShape()): Lesson => {
  const { lesson, findings } = read(text, shape)
  if (lesson === null) throw new Error(`Expected a lesson, got ${JSON.stringify(findings)}`)
  return lesson
}

/** The rules of a reading's findings, in their order. */
export const rulesOf = (reading: LessonReading): readonly string[] =>
  reading.findings.map((finding) => finding.rule)
