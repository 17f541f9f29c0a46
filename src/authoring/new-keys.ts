import type { Json, JsonObject } from '../json.ts'
import type { LessonShape } from '../lesson/lesson.ts'
import { yamlText } from '../lesson/yaml-text.ts'
import { schemaKeys, takesKey } from './schema-keys.ts'

/**
 * The lines of YAML for a new file: what is known, and every other key that the schema requires, in the schema's
 * order. A required key without a value stays empty, which `validate` reports, with a comment that says what it wants.
 */
export const newKeys = (schema: JsonObject | null, known: JsonObject): readonly string[] => {
  const required = new Set(Array.isArray(schema?.required) ? schema.required.map(String) : [])
  const listed = schemaKeys(schema).filter((key) => Object.hasOwn(known, key) || required.has(key))
  const others = [...Object.keys(known), ...required].filter((key) => !listed.includes(key))
  return [...new Set([...listed, ...others])].map((key) => {
    const given = known[key]
    if (given !== undefined) return `${key}: ${yamlText(given)}`
    return lineToFill(key, ((schema?.properties ?? {}) as JsonObject)[key])
  })
}

/** The key that keeps a new file from being published, with its value; null where the schema has none. */
export const draftKey = ({
  schema,
  fields,
}: Pick<LessonShape, 'schema' | 'fields'>): JsonObject | null => {
  if (schema === null || takesKey(schema, fields.draft)) return { [fields.draft]: true }
  return takesKey(schema, fields.status) ? { [fields.status]: 'draft' } : null
}

const lineToFill = (key: string, property: Json | undefined): string => {
  const { description, title, ...rest } = asMap(property)
  const fixed = rest.const ?? rest.default
  if (fixed !== undefined) return `${key}: ${yamlText(fixed)}`
  const says = [description ?? title, choices(rest)].filter((part) => typeof part === 'string')
  const comment = says.join(' ').replaceAll(/\s+/g, ' ').trim()
  return comment === '' ? `${key}:` : `${key}: # ${comment}`
}

const choices = ({ enum: values, examples }: JsonObject): string | null => {
  if (Array.isArray(values)) return `One of: ${values.map(yamlText).join(', ')}.`
  const example = Array.isArray(examples) ? examples[0] : undefined
  return example === undefined ? null : `For example: ${yamlText(example)}`
}

const asMap = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
