import type { FileRole } from '../classify.ts'
import { collectionShape } from './collection-shape.ts'
import { type Formatted, formatLesson, formatYamlFile, type IdToAdd } from './format-lesson.ts'
import { ownSchema } from './own-schema.ts'

/** What files with a canonical form are. */
export type FormattedRole = Exclude<
  FileRole,
  { readonly kind: 'mailmap' | 'redirects' | 'acting' | 'other' }
>

/** Whether files of a role have a canonical form. */
export const hasForm = (role: FileRole): role is FormattedRole =>
  !['mailmap', 'redirects', 'acting', 'other'].includes(role.kind)

/** A content file in canonical form, by what its path says it is. An id is written only into an item's own file. */
export const formatFile = (
  role: FormattedRole,
  bytes: Uint8Array,
  id: IdToAdd | null = null,
): Formatted => {
  if (role.kind === 'item') return formatLesson(bytes, collectionShape(role.collection), id)
  if (role.kind === 'translation') {
    return formatLesson(bytes, collectionShape(role.collection, 'translation'))
  }
  return formatYamlFile(bytes, ownSchema(role.kind))
}
