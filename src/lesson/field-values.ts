import type { Finding } from '../diagnostic.ts'
import type { Json, JsonObject } from '../json.ts'
import { type Place, quoted, warningAt } from './finding.ts'
import type { FieldName, LessonShape } from './lesson.ts'
import { pointerTo } from './yaml-map.ts'

/** What is read from front matter: each reader answers null (or nothing) for a field that is absent or not read here. */
export type FieldValues = {
  readonly text: (field: FieldName) => string | null
  readonly texts: (field: FieldName) => readonly string[]
  readonly number: (field: FieldName) => number | null
  readonly flag: (field: FieldName) => boolean
  readonly placeOf: (field: FieldName) => Place
  /** What was noticed while reading; grows with each reading. */
  readonly findings: Finding[]
}

// What a repository's own words are taken to mean without its saying so. A `status` there means nothing to us.
const alwaysRead: ReadonlySet<FieldName> = new Set([
  'slug',
  'title',
  'description',
  'draft',
  'tags',
  'source_blob',
])

/**
 * Readers for the fields of one file. Without a schema only a few fields are read, and those that the shape
 * maps to another key; there a value of the wrong type is taken as its text, or ignored with a warning.
 */
export const fieldValues = (
  metadata: JsonObject,
  shape: LessonShape,
  placeAtPointer: (pointer: string) => Place,
): FieldValues => {
  const findings: Finding[] = []
  const placeOf = (field: FieldName): Place => placeAtPointer(pointerTo('', shape.fields[field]))
  const written = (field: FieldName): Json => {
    const key = shape.fields[field]
    const isRead = shape.schema !== null || alwaysRead.has(field) || key !== field
    return isRead && Object.hasOwn(metadata, key) ? (metadata[key] ?? null) : null
  }
  const ignore = (field: FieldName, expected: string, value: Json): null => {
    // With a schema the same fault has been reported in the schema's terms.
    if (shape.schema !== null) return null
    const message = `Expected \`${shape.fields[field]}\` to be ${expected}, got ${quoted(value)}.`
    findings.push(warningAt(placeOf(field), 'FM_TYPE', message, 'The value is ignored.'))
    return null
  }
  return {
    findings,
    placeOf,
    text: (field) => {
      const value = written(field)
      if (value === null || value === '') return null
      return scalarText(value) ?? ignore(field, 'text', value)
    },
    texts: (field) => {
      const value = written(field)
      if (value === null) return []
      const items = (Array.isArray(value) ? value : [value]).map(scalarText)
      if (items.includes(null) && value !== null) ignore(field, 'a list of words', value)
      return items.filter((item) => item !== null && item !== '') as readonly string[]
    },
    number: (field) => {
      const value = written(field)
      if (value === null || typeof value === 'number') return value
      return ignore(field, 'a number', value)
    },
    flag: (field) => {
      const value = written(field)
      if (value === null || typeof value === 'boolean') return value === true
      ignore(field, 'true or false', value)
      // A draft must never be shown by mistake, so the words that mean true elsewhere count.
      return /^(?:true|yes|on|y|1)$/i.test(scalarText(value) ?? '')
    },
  }
}

const scalarText = (value: Json): string | null =>
  typeof value === 'object' ? null : typeof value === 'string' ? value : String(value)
