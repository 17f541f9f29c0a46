import type { JsonObject } from '../json.ts'
import type { LessonShape } from '../lesson/lesson.ts'

/** The keys that a schema knows at its top, in its order. */
export const schemaKeys = (schema: JsonObject | null): readonly string[] =>
  Object.keys((schema?.properties ?? {}) as JsonObject)

/** Whether an id in the front matter of such a file is allowed and read. Without a schema only a key that was mapped to it is. */
export const takesId = ({ fields, schema, role }: LessonShape): boolean => {
  if (role === 'translation') return false
  return schema === null ? fields.id !== 'id' : takesKey(schema, fields.id)
}

/** Whether a schema allows a key at its top. */
export const takesKey = (schema: JsonObject, key: string): boolean =>
  schemaKeys(schema).includes(key) || schema.additionalProperties !== false
