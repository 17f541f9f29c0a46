import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { ContentError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { isSchema } from '../json-schema.ts'
import type { LessonShape } from './lesson.ts'

/** Checks front matter against one JSON Schema; the errors are Ajv's. */
export type MetadataCheck = (metadata: JsonObject) => readonly ErrorObject[]

const checks = {
  source: new WeakMap<JsonObject, MetadataCheck>(),
  translation: new WeakMap<JsonObject, MetadataCheck>(),
} satisfies Record<LessonShape['role'], WeakMap<JsonObject, MetadataCheck>>

/**
 * The check for a schema, compiled once per schema object (a compilation takes some 50 ms). A translation
 * need not have what the schema requires at the top, and may name its source's blob.
 * Throws a `ContentError` with code `CONFIG` where the schema itself is not one.
 */
export const metadataCheck = (schema: JsonObject, shape: LessonShape): MetadataCheck => {
  const known = checks[shape.role].get(schema)
  if (known !== undefined) return known
  const isTranslation = shape.role === 'translation'
  const check = compile(isTranslation ? forTranslation(schema, shape) : schema)
  checks[shape.role].set(schema, check)
  return check
}

const compile = (schema: JsonObject): MetadataCheck => {
  try {
    // Ajv takes 30 ms to know whether a schema is one, and says what is wrong with one that is not.
    return checkOf(schema, { validateSchema: !isSchema(schema) }, 'full')
  } catch (cause) {
    const message = 'Cannot use the front matter schema: it is no valid JSON Schema 2020-12.'
    throw new ContentError('CONFIG', message, { cause, hint: 'Correct the schema file.' })
  }
}

/**
 * The check for a schema of this program's own, which a test has checked; that takes 30 ms. An e-mail address need
 * not be one that mail could reach: people commit with `ruth@localhost`.
 */
export const ownCheck = (schema: JsonObject): MetadataCheck =>
  checkOf(schema, { validateSchema: false }, 'fast')

const checkOf = (
  schema: JsonObject,
  options: { readonly validateSchema: boolean },
  formats: 'full' | 'fast',
): MetadataCheck => {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    verbose: true,
    logger: false,
    // A third of the time of a compilation goes into shorter code, which the engine runs no faster.
    code: { optimize: false },
    ...options,
  })
  addFormats.default(ajv, { mode: formats })
  const validate = ajv.compile(schema)
  return (metadata) => (validate(metadata) ? [] : (validate.errors ?? []))
}

const forTranslation = (schema: JsonObject, shape: LessonShape): JsonObject => {
  const { required: _, ...rest } = schema
  const properties = (schema.properties ?? {}) as JsonObject
  return {
    ...rest,
    properties: { [shape.fields.source_blob]: { type: 'string' }, ...properties },
  }
}
