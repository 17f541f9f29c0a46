import { sha256 } from '../identifier.ts'
import { canonicalJson, type Json, type JsonObject } from '../json.ts'
import type { FieldName, LessonFields, LessonShape, Section } from './lesson.ts'

/** The version of how digests are made. Whoever changes what goes into one raises it. */
const version = 'd1'

/** `d1:` and the SHA-256 of a text. */
export const digestOf = (text: string): string => `${version}:${sha256(text)}`

/** Of what makes a version: the front matter as written without bookkeeping keys and empty values, and the tree's normal form, which is JSON text. */
export const contentDigest = (
  metadata: JsonObject,
  shape: LessonShape,
  normalTree: string,
): string => {
  const kept = withoutBookkeeping(metadata, shape.fields)
  return digestOf(`[${canonicalJson(withoutEmpty(kept))},${normalTree}]`)
}

/** Front matter without the keys whose change makes no version. */
export const withoutBookkeeping = (
  metadata: JsonObject,
  fields: LessonShape['fields'],
): JsonObject => {
  const ignored = new Set(bookkeeping.map((field) => fields[field]))
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !ignored.has(key)))
}

/** Of what a translator translates: title, description and each section. */
export const sourceDigest = (
  fields: Pick<LessonFields, 'title' | 'description'>,
  outline: readonly Pick<Section, 'digest'>[],
): string =>
  digestOf(
    canonicalJson([fields.title, fields.description, outline.map((section) => section.digest)]),
  )

const bookkeeping: readonly FieldName[] = [
  'status',
  'draft',
  'publish_at',
  'unpublish_at',
  'id',
  'reviewer',
  'source_blob',
]

const isEmpty = (value: Json): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)

const withoutEmpty = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(withoutEmpty)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .map(([key, member]) => [key, withoutEmpty(member)] as const)
    .filter(([, member]) => !isEmpty(member))
  return Object.fromEntries(members)
}
