import type { FileRole } from '../classify.ts'
import type { LessonShape } from '../lesson/lesson.ts'
import { type Formatted, formatLesson, formatYamlFile, type IdToAdd } from './format-lesson.ts'
import { ownSchema } from './own-schema.ts'

/** How a collection's own files, or their translations, are to be understood. */
export const shapeOf = (
  role: FileRole & { readonly kind: 'item' | 'translation' },
): LessonShape => ({
  fields: role.collection.fields,
  schema: role.collection.schema,
  role: role.kind === 'item' ? 'source' : 'translation',
})

/** What files with a canonical form are. */
export type FormattedRole = Exclude<FileRole, { readonly kind: 'mailmap' | 'other' }>

/** Whether files of a role have a canonical form. */
export const hasForm = (role: FileRole): role is FormattedRole =>
  role.kind !== 'mailmap' && role.kind !== 'other'

/** A content file in canonical form, by what its path says it is. An id is written only into an item's own file. */
export const formatFile = (
  role: FormattedRole,
  bytes: Uint8Array,
  id: IdToAdd | null = null,
): Formatted =>
  role.kind === 'item' || role.kind === 'translation'
    ? formatLesson(bytes, shapeOf(role), id)
    : formatYamlFile(bytes, ownSchema(role.kind))
