import type { FileRole } from '../classify.ts'
import type { Collection } from '../config.ts'
import type { LessonShape } from '../lesson/lesson.ts'

/** How a collection's own files, or their translations, are to be understood. */
export const collectionShape = (
  { type, fields, schema }: Collection,
  role: LessonShape['role'] = 'source',
): LessonShape => ({ type, fields, schema, role })

/** How the Markdown file of a role is to be understood; null for other files. */
export const shapeOf = (role: FileRole): LessonShape | null => {
  if (role.kind === 'item') return collectionShape(role.collection)
  return role.kind === 'translation' ? collectionShape(role.collection, 'translation') : null
}
