import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Finding } from '../diagnostic.ts'
import type { Json, JsonObject } from '../json.ts'
import { errorAt, type Place, quoted } from './finding.ts'
import type { LessonShape } from './lesson.ts'
import { metadataCheck } from './metadata-schema.ts'
import { nearestWord } from './nearest-word.ts'
import { schemaMessage } from './schema-message.ts'
import { pointerTo } from './yaml-map.ts'

/** Front matter with the types that its schema gives, and what the schema finds wrong in it. */
export type CheckedMetadata = {
  readonly metadata: JsonObject
  readonly findings: readonly Finding[]
}

/**
 * Checks front matter against the shape's schema, if it has one. A number where the schema says text is
 * taken as its text. Throws a `ContentError` with code `CONFIG` where the schema is not valid.
 */
export const checkMetadata = (
  metadata: JsonObject,
  shape: LessonShape,
  placeOf: (pointer: string) => Place,
): CheckedMetadata => {
  if (shape.schema === null) return { metadata, findings: [] }
  const check = metadataCheck(shape.schema, shape)
  const numbers = check(metadata).filter(isNumberForText)
  const typed = numbers.length === 0 ? metadata : withTexts(metadata, numbers)
  const findings = check(typed)
    .filter(({ keyword }) => keyword !== 'if')
    .map((error) => findingFor(error, placeOf))
  return { metadata: typed, findings }
}

const isNumberForText = (error: ErrorObject): boolean =>
  error.keyword === 'type' && error.params.type === 'string' && typeof error.data === 'number'

const withTexts = (metadata: JsonObject, errors: readonly ErrorObject[]): JsonObject => {
  const pointers = new Set(errors.map((error) => error.instancePath))
  const convert = (value: Json, pointer: string): Json => {
    if (pointers.has(pointer)) return String(value)
    if (Array.isArray(value)) {
      return value.map((item, index) => convert(item, pointerTo(pointer, index)))
    }
    if (typeof value !== 'object' || value === null) return value
    return convertMembers(value as JsonObject, pointer)
  }
  const convertMembers = (map: JsonObject, pointer: string): JsonObject =>
    Object.fromEntries(
      Object.entries(map).map(([key, value]) => [key, convert(value, pointerTo(pointer, key))]),
    )
  return convertMembers(metadata, '')
}

const findingFor = (error: ErrorObject, placeOf: (pointer: string) => Place): Finding => {
  const extra: unknown = error.params.additionalProperty ?? error.params.unevaluatedProperty
  if (typeof extra === 'string') return unknownKey(error, extra, placeOf)
  const { message, hint } = schemaMessage(error)
  return errorAt(placeOf(error.instancePath), 'SCHEMA', message, hint)
}

const unknownKey = (
  error: ErrorObject,
  key: string,
  placeOf: (pointer: string) => Place,
): Finding => {
  const known = Object.keys((error.parentSchema?.properties ?? {}) as JsonObject)
  const near = nearestWord(key, known)
  const hint = near === null ? `Known keys: ${known.join(', ')}.` : `Did you mean \`${near}\`?`
  const message = `Expected a known key, got ${quoted(key)}.`
  return errorAt(placeOf(pointerTo(error.instancePath, key)), 'FM_UNKNOWN', message, hint)
}
