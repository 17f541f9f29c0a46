import type { Finding } from '../diagnostic.ts'
import { isUuid } from '../identifier.ts'
import type { JsonObject } from '../json.ts'
import { mixesScripts } from '../mixed-scripts.ts'
import { hasBidiControl } from './bidi.ts'
import { type FieldValues, fieldValues } from './field-values.ts'
import { errorAt, type Place, quoted } from './finding.ts'
import { instantOf } from './instant.ts'
import type { FieldName, LessonFields, LessonShape } from './lesson.ts'

/** What front matter says in our own terms; a field with an error is null. */
export type FieldsReading = {
  readonly fields: LessonFields
  readonly findings: readonly Finding[]
}

/** Reads our fields from front matter through the shape's mapping. `placeOf` tells where a JSON pointer's key stands. */
export const lessonFields = (
  metadata: JsonObject,
  shape: LessonShape,
  placeOf: (pointer: string) => Place,
): FieldsReading => {
  const values = fieldValues(metadata, shape, placeOf)
  const fields: LessonFields = {
    id: idOf(values),
    slug: slugOf(values, shape),
    title: titleOf(values),
    description: values.text('description'),
    draft: values.flag('draft') || values.text('status') === 'draft',
    tags: values.texts('tags'),
    author: values.text('author'),
    reviewer: values.text('reviewer'),
    difficulty: values.text('difficulty'),
    durationMinutes: values.number('duration'),
    order: values.number('order'),
    objectives: values.texts('objectives'),
    prerequisites: values.texts('prerequisites'),
    publishAt: instantField(values, 'publish_at'),
    unpublishAt: instantField(values, 'unpublish_at'),
    sourceBlob: values.text('source_blob'),
  }
  return { fields, findings: values.findings }
}

const refuse = (
  values: FieldValues,
  field: FieldName,
  rule: string,
  message: string,
  hint: string,
): null => {
  values.findings.push(errorAt(values.placeOf(field), rule, message, hint))
  return null
}

const refuseBidi = (values: FieldValues, field: FieldName): null => {
  const message = `Expected a ${field} without characters that turn the direction of writing.`
  return refuse(values, field, 'TEXT_BIDI', message, 'Type the text again.')
}

const idOf = (values: FieldValues): string | null => {
  const id = values.text('id')
  if (id === null || isUuid(id)) return id?.toLowerCase() ?? null
  if (hasBidiControl(id)) return refuseBidi(values, 'id')
  const message = `Expected the id to be a UUID, got ${quoted(id)}.`
  return refuse(values, 'id', 'ID_FORMAT', message, 'Remove the line to have the id derived.')
}

const titleOf = (values: FieldValues): string | null => {
  const title = values.text('title')
  return title !== null && hasBidiControl(title) ? refuseBidi(values, 'title') : title
}

// As long as one part of a path may be, which the slug replaces.
const longestSlug = 200
const strictSlug = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const looseSlug = /^(?!\.{1,2}$)[^/\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u

const slugOf = (values: FieldValues, shape: LessonShape): string | null => {
  const slug = values.text('slug')
  if (slug === null) return null
  if (hasBidiControl(slug)) return refuseBidi(values, 'slug')
  if (Buffer.byteLength(slug) > longestSlug) {
    const message = `Expected a slug of at most ${longestSlug} bytes, got ${Buffer.byteLength(slug)}.`
    return refuse(values, 'slug', 'ID_LENGTH', message, 'Shorten the slug.')
  }
  const allowed = shape.schema === null ? looseSlug : strictSlug
  if (allowed.test(slug) && !mixesScripts(slug)) return slug
  const expected =
    shape.schema === null ? 'visible characters of one script but `/`' : '`a-z`, `0-9` and `-`'
  const message = `Expected the slug to be made of ${expected}, got ${quoted(slug)}.`
  return refuse(values, 'slug', 'ID_CHARSET', message, 'Rename the slug.')
}

const instantField = (values: FieldValues, field: 'publish_at' | 'unpublish_at'): string | null => {
  const text = values.text(field)
  const instant = text === null ? null : instantOf(text)
  if (text === null || instant !== null) return instant
  const message = `Expected a date or an instant that exists, got ${quoted(text)}.`
  return refuse(values, field, 'FM_DATE', message, 'Write `2026-03-01` or `2026-03-01T08:30:00Z`.')
}
