import { readFileSync } from 'node:fs'
import { type Collection, type Config, readingOf } from '../config.ts'
import { type Finding, hasError } from '../diagnostic.ts'
import { sha256 } from '../identifier.ts'
import { type BlobRecord, emptyRecord } from '../item.ts'
import { canonicalJson, type JsonObject } from '../json.ts'
import { placesOf } from '../lesson/field-places.ts'
import type { LessonReading, LessonShape } from '../lesson/lesson.ts'
import { type MetadataCheck, ownCheck } from '../lesson/metadata-schema.ts'
import type { YamlLimits } from '../lesson/read-yaml.ts'
import { readYamlFile } from '../lesson/read-yaml-file.ts'
import { checkKeys } from '../lesson/schema-findings.ts'
import { pointerTo } from '../lesson/yaml-map.ts'
import { readPointer } from '../lfs-pointer.ts'
import { checkMedia } from '../media/check-media.ts'
import { wholeMedia } from '../media/media-bytes.ts'
import { isFinding } from '../media/media-finding.ts'
import { limitOf, namedType } from '../media/media-type.ts'
import { type ActingFile, actingFindings } from '../source/acting-file.ts'
import { parseFilterRules } from '../source/attributes.ts'

/** The largest blob that is parsed under a reading, in bytes. */
export const parseLimit = (reading: string): number =>
  reading.startsWith('media/') ? 64 * 1024 * 1024 : 1024 * 1024

/** How every Markdown reading of a configuration understands bytes; plain data. */
export const shapesByReading = ({ collections }: Config): ReadonlyMap<string, LessonShape> =>
  new Map(collections.flatMap(shapesOf))

/** The record of a blob that is no lesson. Pure: the same bytes give the same record. */
export const fileRecord = (reading: string, blob: string, bytes: Uint8Array): BlobRecord => {
  if (reading.startsWith('media/')) return mediaRecord(reading, blob, bytes)
  if (reading === 'mailmap')
    return {
      ...emptyRecord(reading, blob),
      parsed: true,
      fit: true,
      metadata: readMailmap(bytes),
    }
  if (isActing(reading)) return actingRecord(reading, blob, bytes)
  return yamlRecord(reading, blob, bytes)
}

/** How a collection's own files and its translations are to be understood, by reading. */
const shapesOf = (collection: Collection): readonly (readonly [string, LessonShape])[] =>
  (['source', 'translation'] as const).map((role) => [
    readingOf(collection, role),
    { fields: collection.fields, schema: collection.schema, type: collection.type, role },
  ])

/** The record of a blob that is too large to be parsed, or of which nothing is known. */
export const unreadRecord = (reading: string, blob: string, finding: Finding): BlobRecord => ({
  ...emptyRecord(reading, blob),
  findings: [finding],
})

/** The record of a blob that was read as a lesson. */
export const lessonRecord = (
  reading: string,
  blob: string,
  bytes: Uint8Array,
  { lesson, findings }: LessonReading,
): BlobRecord => {
  if (lesson === null) return { ...emptyRecord(reading, blob), findings }
  return {
    blob,
    reading,
    parsed: true,
    fit: !hasError(findings),
    digest: lesson.digest,
    sourceDigest: lesson.sourceDigest,
    fields: lesson.fields,
    metadata: lesson.metadata,
    outline: lesson.outline,
    links: lesson.links,
    structure: lesson.structure,
    places: lesson.places,
    findings,
    length: countLines(bytes),
  }
}

const lineFeed = 0x0a

const countLines = (bytes: Uint8Array): number => {
  let count = bytes.length > 0 && bytes.at(-1) !== lineFeed ? 1 : 0
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count += 1
  return count
}

/** What a media file's bytes say without being decoded, or the pointer to it; the reading ends in its path's extension. */
const mediaRecord = (reading: string, blob: string, bytes: Uint8Array): BlobRecord => {
  const path = `file.${reading.slice('media/'.length)}`
  const read = readPointer(bytes)
  const type = read.kind === 'pointer' ? namedType(path) : checkMedia(path, wholeMedia(bytes))
  const record = { ...emptyRecord(reading, blob), parsed: true, length: bytes.byteLength }
  if (isFinding(type)) return { ...record, findings: [type] }
  if (read.kind !== 'pointer') return { ...record, fit: true }
  return { ...record, fit: true, metadata: { lfs: { ...read.pointer, limit: limitOf(type) } } }
}

const isActing = (reading: string): reading is ActingFile => reading.startsWith('acting/')

/** What a file does to whoever clones; of a `.gitattributes` also which filters it gives to paths. */
const actingRecord = (reading: ActingFile, blob: string, bytes: Uint8Array): BlobRecord => {
  const text = new TextDecoder().decode(bytes)
  const findings = actingFindings(reading, text)
  const filters = reading === 'acting/gitattributes' ? parseFilterRules(text) : []
  return { ...emptyRecord(reading, blob), parsed: true, fit: true, metadata: { filters }, findings }
}

const yamlRecord = (reading: string, blob: string, bytes: Uint8Array): BlobRecord => {
  const { value, placeOf, findings } = readYamlFile(
    bytes,
    reading === 'redirects' ? longList : undefined,
  )
  if (value === null) return { ...emptyRecord(reading, blob), findings }
  const checked = checkKeys(value, checkOf(reading), { placeOf, name: 'file' })
  return {
    ...emptyRecord(reading, blob),
    parsed: true,
    fit: checked.findings.length === 0,
    digest: `d1:${sha256(canonicalJson(value))}`,
    metadata: checked.metadata,
    places:
      reading === 'redirects'
        ? placesOf(
            Object.keys(value).map((slug) => [slug, pointerTo('', slug)]),
            placeOf,
          )
        : {},
    findings: checked.findings,
  }
}

// A list that grows with the years; all other files are written by hand.
const longList: YamlLimits = { length: 1024 * 1024, keys: 20_000 }

const checks = new Map<string, MetadataCheck>()

/** The check of `pillar.yaml`, `course.yaml`, `authors.yaml` or `redirects.yaml`. */
const checkOf = (reading: string): MetadataCheck => {
  const known = checks.get(reading)
  if (known !== undefined) return known
  const url = new URL(`../../schemas/${reading}.schema.json`, import.meta.url)
  const check = ownCheck(JSON.parse(readFileSync(url, 'utf8')) as JsonObject)
  checks.set(reading, check)
  return check
}

/** `.mailmap`: an address as committed → the address the person goes by (gitmailmap(5)), both in lower case. */
const readMailmap = (bytes: Uint8Array): JsonObject =>
  Object.fromEntries(
    new TextDecoder()
      .decode(bytes)
      .split('\n')
      .flatMap((line) => {
        const [proper, committed] = [...line.replace(/#.*/, '').matchAll(/<([^<>]+)>/g)].map(
          (match) => match[1]?.toLowerCase() ?? '',
        )
        return proper && committed ? [[committed, proper]] : []
      }),
  )
