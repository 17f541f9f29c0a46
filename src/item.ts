import type { Finding } from './diagnostic.ts'
import type { JsonObject } from './json.ts'
import type { Places } from './lesson/field-places.ts'
import type { ContentType, LessonFields, LinkUse, Section } from './lesson/lesson.ts'
import type { Structure } from './lesson/structure.ts'

/**
 * What one blob says, kept per (blob, reading) so that a blob is read once. Nothing in it depends on
 * the path under which the blob lies.
 */
export type BlobRecord = {
  readonly blob: string
  /** The collection's name, `<name>/translation`, `pillar`, `course`, `authors` or `redirects`: how the bytes were understood. */
  readonly reading: string
  /** Whether there is front matter, a tree and so a digest. */
  readonly parsed: boolean
  /** Parsed and without an error. */
  readonly fit: boolean
  readonly digest: string | null
  readonly sourceDigest: string | null
  readonly fields: LessonFields | null
  readonly metadata: JsonObject
  readonly outline: readonly Section[]
  readonly links: readonly LinkUse[]
  /** Null where the file is no lesson or its record is of an earlier version of the program. */
  readonly structure: Structure | null
  /** Where what other files judge stands: see `fieldPlaces`; in a redirects file each former slug. */
  readonly places: Places
  readonly findings: readonly Finding[]
  /** How many lines the bytes have: all of them are additions in a first version. Of media the number of bytes. */
  readonly length: number
  /** Line hashes of the text, for pairing renames; only present while a run needs them. */
  readonly lines?: readonly number[]
}

/** The record of a blob of which nothing is known. */
export const emptyRecord = (reading: string, blob: string): BlobRecord => ({
  blob,
  reading,
  parsed: false,
  fit: false,
  digest: null,
  sourceDigest: null,
  fields: null,
  metadata: {},
  outline: [],
  links: [],
  structure: null,
  places: {},
  findings: [],
  length: 0,
})

/** An item or translation at a commit: what one row of the version tables says. */
export type Version = {
  readonly id: string
  /** Semantic version, from 1.0.0; empty for translations. */
  readonly number: string
  readonly commit: string
  /** Position of the commit in the first-parent history, from 1. */
  readonly ordinal: number
  /** ISO 8601, UTC, of the commit. */
  readonly date: string
  readonly path: string
  readonly blob: string
  readonly digest: string
  readonly sourceDigest: string
  /** Fit to publish when recorded. */
  readonly fit: boolean
  /** The three below follow the head while this is the newest version: they are bookkeeping and make no version. */
  readonly draft: boolean
  readonly publishAt: string | null
  readonly unpublishAt: string | null
  /** Author of the commit, and whom its `Reviewed-by:` trailers name: `Name <address>`, as Git has them. */
  readonly author: string
  readonly reviewers: readonly string[]
  /** Media the text refers to, at this commit: path → blob. */
  readonly media: Readonly<Record<string, string>>
}

/** What a file says of itself that makes no version. */
export type Bookkeeping = Pick<Version, 'draft' | 'publishAt' | 'unpublishAt'>

/** The newest version and those older ones that may still have to be live while newer ones wait for their date. */
export type Track = {
  readonly current: Version | null
  readonly older: readonly Version[]
}

/** Identity across time. `present` is false once it is gone from the publish branch. */
export type Item = {
  readonly id: string
  readonly type: ContentType
  readonly collection: string
  readonly slug: string
  readonly path: string
  readonly present: boolean
  /** Ordinal of the commit that removed it; 0 while present. */
  readonly gone: number
  /** Date of the commit that brought it. */
  readonly created: string
  /** Whether the file at the head has to wait: its last fit version stays live. */
  readonly quarantined: boolean
  readonly track: Track
}

/** A translation file at the head. */
export type Translation = {
  readonly path: string
  readonly collection: string
  readonly language: string
  /** Path at which its source lies or once lay. */
  readonly sourcePath: string
  readonly quarantined: boolean
  readonly track: Track
  /** What its newest text was made from; null before the first version. */
  readonly madeFrom: MadeFrom
  readonly untouched: UntouchedParts
}

/** Source blob that a translation was made from, by history, or where to look for it. */
export type MadeFrom = string | null | SourceLookup

/** The parts of a translation that its newest text took over from earlier ones: what those were made from. */
export type UntouchedParts = {
  /** What title and description were made from; absent where they were touched. */
  readonly frontMatter?: MadeFrom
  /** By the section's digest. */
  readonly sections: Readonly<Record<string, SectionOrigin>>
}

/** The section of a source that a section of a translation was made from. */
export type SectionOrigin = {
  readonly madeFrom: MadeFrom
  /** Its place among the sections, from 0. */
  readonly place: number
  /** Depths of the translation's headings then, such as `0122`: where the source had others, no place of it is known. */
  readonly depths: string
}

/** The source as of a commit off the first-parent line: the first of the paths that exists there. */
export type SourceLookup = { readonly commit: string; readonly paths: readonly string[] }

/** A slug and path that an item once had. */
export type FormerSlug = {
  readonly type: ContentType
  readonly slug: string
  readonly path: string
  readonly itemId: string
  readonly ordinal: number
}

/** A title that fits the tables which other services read: `varchar(500)`. */
export const clipTitle = (title: string): string => {
  const characters = [...title]
  return characters.length <= 500 ? title : `${characters.slice(0, 499).join('')}…`
}

/** The language of an item's own file, in keys that join it with its translations. */
export const entryKey = (itemId: string, language: string): string => `${itemId} ${language}`
