import { classifier } from '../classify.ts'
import { ownFields } from '../config.ts'
import type { JsonObject } from '../json.ts'
import { startOfFile } from '../lesson/finding.ts'
import type { ContentType, FieldName } from '../lesson/lesson.ts'
import { checkMetadata } from '../lesson/schema-findings.ts'
import { type Found, findFiles, pathsOf } from './find-files.ts'
import { guessFields } from './guess-fields.ts'
import { type Group, guessLayout, type Layout, type LayoutRequest } from './guess-layout.ts'
import { guessType } from './guess-type.ts'

/** A collection as the configuration would name it, and what it would find. */
export type CollectionProposal = {
  readonly name: string
  readonly type: ContentType
  readonly files: string
  readonly translations: string | null
  /** Path of the front matter's schema; null for none. */
  readonly schema: string | null
  readonly fields: Readonly<Partial<Record<FieldName, string>>>
  readonly items: readonly string[]
  /** Paths of translations by the code of their language. */
  readonly translated: ReadonlyMap<string, readonly string[]>
}

/** What is known of the repository's texts, beside their paths. */
export type Texts = {
  /** Front matter of some files by path; empty where a file has none. */
  readonly metadata: ReadonlyMap<string, JsonObject>
  /** Schemas for front matter by type. */
  readonly schemas: ReadonlyMap<ContentType, JsonObject>
  /** ISO 8601. */
  readonly now: string
}

/** How the lessons of a repository lie, and which collections take them. */
export type Guess = {
  readonly layout: Layout
  readonly collections: readonly CollectionProposal[]
}

/** Where the schema of a type lies. */
export const schemaPath = (type: string): string => `schemas/${type}.schema.json`

/** The collections for a repository, such that no two items have one identity; none where there are no lessons, unless an academy is asked for. */
export const proposeCollections = (request: Omit<LayoutRequest, 'isOne'>, texts: Texts): Guess => {
  const apart = guessWith({ ...request, isOne: false }, texts)
  // Who asks for an academy where nothing lies yet begins one.
  if (request.isAcademy && apart.collections.length === 0) {
    return { ...apart, collections: [emptyAcademy] }
  }
  if (withoutTwins(apart).length === apart.collections.length) return named(apart)
  const together = guessWith({ ...request, isOne: true }, texts)
  return named({ ...together, collections: withoutTwins(together) })
}

const emptyAcademy: CollectionProposal = {
  name: 'lesson',
  type: 'lesson',
  files: 'content/{pillar}/{course}/{slug}/index.md',
  translations: 'content/{pillar}/{course}/{slug}/index.{language}.md',
  schema: schemaPath('lesson'),
  fields: {},
  items: [],
  translated: new Map(),
}

const guessWith = (request: LayoutRequest, texts: Texts): Guess => {
  const layout = guessLayout(request)
  const found = findFiles(layout, request.paths)
  const collections = layout.groups
    .map((group, index) =>
      propose(group, found[index] ?? { items: [], translated: new Map() }, request, texts),
    )
    .filter(({ items }) => items.length > 0)
  // Where lessons have front matter, a directory of texts without any is about the repository.
  const described = collections.filter(({ items }) => haveMetadata(items, texts))
  return { layout, collections: described.length > 0 ? described : collections }
}

const haveMetadata = (items: readonly string[], { metadata }: Texts): boolean =>
  items.some((path) => Object.keys(metadata.get(path) ?? {}).length > 0)

const propose = (
  group: Group,
  found: Found,
  { isAcademy }: LayoutRequest,
  texts: Texts,
): CollectionProposal => {
  const metadata = found.items
    .map((path) => texts.metadata.get(path))
    .filter((each) => each !== undefined)
  const type = guessType(group.files, metadata)
  const schema = texts.schemas.get(type)
  // Elsewhere front matter may fit by chance, and the next key that is added would be an error.
  const isLikeAcademy =
    group.files.includes('{pillar}') && schema !== undefined && fits(schema, metadata)
  const hasSchema = schema !== undefined && (isAcademy || isLikeAcademy)
  const isComplete = metadata.length === found.items.length
  const isTranslated = found.translated.size > 0 || group.files.includes('{pillar}')
  return {
    name: type,
    type,
    files: group.files,
    translations: isTranslated ? group.translations : null,
    schema: hasSchema ? schemaPath(type) : null,
    fields: hasSchema ? {} : guessFields({ metadata, isComplete, now: texts.now }),
    ...found,
  }
}

const fits = (schema: JsonObject, metadata: readonly JsonObject[]): boolean =>
  metadata.length > 0 &&
  metadata.every(
    (each) =>
      checkMetadata(
        each,
        { type: 'lesson', fields: ownFields, schema, role: 'source' },
        () => startOfFile,
      ).findings.length === 0,
  )

const named = ({ layout, collections }: Guess): Guess => {
  const taken = new Set<string>()
  const withName = collections.map((collection) => {
    const isOnly = collections.filter(({ type }) => type === collection.type).length === 1
    const directory = layout.groups.find(({ files }) => files === collection.files)?.directory ?? ''
    const wanted = isOnly ? collection.type : nameFrom(directory) || collection.type
    let name = wanted
    for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`
    taken.add(name)
    return { ...collection, name }
  })
  return { layout, collections: withName }
}

const nameFrom = (directory: string): string =>
  directory
    .slice(directory.lastIndexOf('/') + 1)
    .toLowerCase()
    .slice(0, longestName)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

const longestName = 40

/** The collections but for those with an item of the same type and slug as an earlier one has. */
const withoutTwins = ({ layout, collections }: Guess): readonly CollectionProposal[] => {
  const classify = classifier(pathsOf(layout))
  const known = new Set<string>()
  return collections.filter(({ type, items }) => {
    const identities = items.map((path) => {
      const role = classify(path)
      return `${type} ${role.kind === 'item' ? role.slug : path}`
    })
    if (identities.some((identity) => known.has(identity))) return false
    for (const identity of identities) known.add(identity)
    return true
  })
}
