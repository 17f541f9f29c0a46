import type { ErrorObject } from 'ajv/dist/2020.js'
import type { Finding } from '../diagnostic.ts'
import type { Json, JsonObject } from '../json.ts'
import { errorAt, type Place, quoted, startOfFile } from './finding.ts'
import type { LessonShape } from './lesson.ts'
import { type MetadataCheck, metadataCheck } from './metadata-schema.ts'
import { nearestWord } from './nearest-word.ts'
import { schemaMessage } from './schema-message.ts'
import { pointerTo } from './yaml-map.ts'

/** Keys with the types that their schema gives, and what the schema finds wrong in them. */
export type CheckedMetadata = {
  readonly metadata: JsonObject
  readonly findings: readonly Finding[]
}

/** What holds the keys: where each of them stands, and what it is called in messages. */
export type Holder = {
  readonly placeOf: (pointer: string) => Place
  readonly name: 'front matter' | 'file'
}

/**
 * Checks front matter against the shape's schema, if it has one. Throws a `ContentError` with code `CONFIG`
 * where the schema is not valid.
 */
export const checkMetadata = (
  metadata: JsonObject,
  shape: LessonShape,
  placeOf: Holder['placeOf'],
): CheckedMetadata => {
  if (shape.schema === null) return { metadata, findings: [] }
  const check = metadataCheck(shape.schema, shape)
  const required = Object.keys(metadata).length > 0 ? [] : check(metadata).flatMap(missingKey)
  return required.length > 0
    ? { metadata, findings: [frontMatterMissing(required)] }
    : checkKeys(metadata, check, { placeOf, name: 'front matter' })
}

/** Checks keys against a schema. A number where the schema says text is taken as its text. */
export const checkKeys = (
  metadata: JsonObject,
  check: MetadataCheck,
  holder: Holder,
): CheckedMetadata => {
  const found = check(metadata)
  const numbers = found.filter(isNumberForText)
  const typed = numbers.length === 0 ? metadata : withTexts(metadata, numbers)
  const errors = (typed === metadata ? found : check(typed)).filter(
    ({ keyword }) => keyword !== 'if',
  )
  const choices = errors.filter(isChoice)
  const findings = errors
    .filter((error) => !isToldByChoices(error, errors))
    .filter((error) => !choices.some((choice) => isBranch(error, choice)))
    .map((error) => findingFor(error, errors, holder))
  return { metadata: typed, findings }
}

const missingKey = ({ keyword, instancePath, params }: ErrorObject): readonly string[] =>
  keyword === 'required' && instancePath === '' ? [String(params.missingProperty)] : []

const frontMatterMissing = (required: readonly string[]): Finding => {
  const keys = required.map((key) => `\`${key}\``).join(', ')
  const message = `Expected front matter with ${keys}, got none.`
  const hint = 'Begin the file with a line `---`, lines such as `title: …`, and a line `---`.'
  return errorAt(startOfFile, 'FM_MISSING', message, hint)
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

// An empty value is no text, and so none of the texts to choose from either, which says more.
const isToldByChoices = ({ keyword, instancePath }: ErrorObject, errors: readonly ErrorObject[]) =>
  keyword === 'type' &&
  errors.some((other) => other.keyword === 'enum' && other.instancePath === instancePath)

const isChoice = ({ keyword }: ErrorObject): boolean => keyword === 'anyOf' || keyword === 'oneOf'

// Of a choice between schemas Ajv reports what each branch found, and that none was met.
const isBranch = (error: ErrorObject, choice: ErrorObject): boolean =>
  error.instancePath === choice.instancePath && error.schemaPath.startsWith(`${choice.schemaPath}/`)

const findingFor = (
  error: ErrorObject,
  errors: readonly ErrorObject[],
  holder: Holder,
): Finding => {
  const extra: unknown = error.params.additionalProperty ?? error.params.unevaluatedProperty
  if (typeof extra === 'string') return unknownKey(error, extra, holder)
  const branches = isChoice(error) ? errors.filter((other) => isBranch(other, error)) : []
  const { message, hint } = schemaMessage(error, branches, holder.name)
  return errorAt(holder.placeOf(error.instancePath), 'SCHEMA', message, hint)
}

const unknownKey = (error: ErrorObject, key: string, { placeOf }: Holder): Finding => {
  const known = Object.keys((error.parentSchema?.properties ?? {}) as JsonObject)
  const near = nearestWord(key, known)
  const hint = near === null ? `Known keys: ${known.join(', ')}.` : `Did you mean \`${near}\`?`
  const message = `Expected a known key, got ${quoted(key)}.`
  return errorAt(placeOf(pointerTo(error.instancePath, key)), 'FM_UNKNOWN', message, hint)
}
