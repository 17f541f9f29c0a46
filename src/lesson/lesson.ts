import type { Root } from 'mdast'
import type { Finding } from '../diagnostic.ts'
import type { JsonObject } from '../json.ts'
import type { Places } from './field-places.ts'
import type { Structure } from './structure.ts'

/** What kind of thing an item is; the seed's `content_type`. */
export type ContentType = 'lesson' | 'article' | 'video' | 'audio' | 'document' | 'interactive'

export const contentTypes: readonly ContentType[] = [
  'lesson',
  'article',
  'video',
  'audio',
  'document',
  'interactive',
]

/** The front matter keys that the tool itself gives a meaning to. */
export type FieldName =
  | 'id'
  | 'slug'
  | 'title'
  | 'description'
  | 'status'
  | 'draft'
  | 'tags'
  | 'author'
  | 'reviewer'
  | 'difficulty'
  | 'duration'
  | 'order'
  | 'objectives'
  | 'prerequisites'
  | 'publish_at'
  | 'unpublish_at'
  | 'source_blob'

/** What the tool reads from a lesson's front matter, after the collection's field mapping. */
export type LessonFields = {
  readonly id: string | null
  readonly slug: string | null
  /** Front matter, else the first heading; null where there is neither (then the slug serves). */
  readonly title: string | null
  readonly description: string | null
  /** True for `draft: true` and, with a schema of ours, for `status: draft`. */
  readonly draft: boolean
  readonly tags: readonly string[]
  readonly author: string | null
  readonly reviewer: string | null
  readonly difficulty: string | null
  readonly durationMinutes: number | null
  readonly order: number | null
  readonly objectives: readonly string[]
  readonly prerequisites: readonly string[]
  /** ISO 8601 instants. */
  readonly publishAt: string | null
  readonly unpublishAt: string | null
  /** In a translation: the blob id of the source it was made from. */
  readonly sourceBlob: string | null
}

/** A heading and what stands below it up to the next heading. The text before the first heading has depth 0 and no title. */
export type Section = {
  readonly depth: number
  readonly title: string
  /** Unique in its lesson; the `id` of the heading in the HTML. Empty for depth 0. */
  readonly anchor: string
  /** Of what a translator translates in this section; see `source_digest`. */
  readonly digest: string
  readonly words: number
}

/** A link or picture in a lesson, as written. */
export type LinkUse = {
  readonly kind: 'link' | 'image'
  readonly url: string
  readonly line: number
  readonly column: number
}

/** A parsed Markdown file with valid structure: front matter and body, immutable. */
export type Lesson = {
  readonly fields: LessonFields
  /** The whole front matter under the author's own keys. */
  readonly metadata: JsonObject
  /** Markdown syntax tree after our own step: fenced divs are sections, image attributes are applied. Lines count from the file's first line. */
  readonly tree: Root
  readonly outline: readonly Section[]
  readonly links: readonly LinkUse[]
  readonly structure: Structure
  /** Where what other files judge stands in the front matter; see `fieldPlaces`. */
  readonly places: Places
  /** `d1:` and a SHA-256: front matter and tree without bookkeeping keys, positions and list spread. Decides versions. */
  readonly digest: string
  /** `d1:` and a SHA-256: only what a translator translates. Decides freshness. */
  readonly sourceDigest: string
}

/** How one Markdown file is to be understood: the part of a collection that parsing needs. */
export type LessonShape = {
  /** The repository's own front matter key for each of our fields. */
  readonly fields: Readonly<Record<FieldName, string>>
  /** JSON Schema of the front matter; null means that only a few fields are read and nothing is required. */
  readonly schema: JsonObject | null
  readonly type: ContentType
  /** A translation need not repeat what its source requires. */
  readonly role: 'source' | 'translation'
}

/** The outcome of reading one file's bytes. `lesson` is null where nothing can be said about the content. */
export type LessonReading = {
  readonly lesson: Lesson | null
  readonly findings: readonly Finding[]
}
