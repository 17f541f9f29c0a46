import type { CourseFile } from '../contracts/course.ts'
import type { PillarFile } from '../contracts/pillar.ts'
import { clipTitle } from '../item.ts'
import type { Json, JsonObject } from '../json.ts'

/** A row of `education.pillars`. */
export type PillarRow = {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly description: string | null
  readonly icon: string | null
  readonly color: string | null
  readonly order: number | null
  readonly published: boolean
  readonly metadata: JsonObject
  /** Of the commits that brought its file, or its first lesson, and last changed the file. */
  readonly created: string
  readonly updated: string
}

/** A row of `education.courses`. */
export type CourseRow = {
  readonly id: string
  readonly pillarId: string
  readonly slug: string
  readonly title: string
  readonly description: string | null
  readonly difficulty: string | null
  readonly hours: number | null
  readonly order: number | null
  readonly tags: readonly string[]
  readonly published: boolean
  readonly metadata: JsonObject
  /** Of the commits that brought its file, or its first lesson, and last changed the file. */
  readonly created: string
  readonly updated: string
}

/** When a place came and last changed; ISO 8601, UTC. */
export type Dates = { readonly created: string; readonly updated: string }

// A file that its schema refuses has been reported; what is sound in it still counts.
type Unchecked<T> = { readonly [Key in keyof T]?: Json }

/** A pillar's row from its file's keys; from its slug alone where there are none. */
export const pillarRow = (
  id: string,
  slug: string,
  metadata: JsonObject,
  { created, updated }: Dates,
): PillarRow => {
  const { name, description, icon, color, order }: Unchecked<PillarFile> = metadata
  return {
    id,
    slug,
    name: clipTitle(text(name) ?? titleFromSlug(slug)),
    description: text(description),
    icon: text(icon),
    color: text(color),
    order: number(order),
    published: false,
    metadata,
    created,
    updated,
  }
}

/** A course's row from its file's keys; from its slug alone where there are none. */
export const courseRow = (
  id: string,
  pillarId: string,
  slug: string,
  metadata: JsonObject,
  { created, updated }: Dates,
): CourseRow => {
  const { title, description, difficulty, hours, order, tags }: Unchecked<CourseFile> = metadata
  return {
    id,
    pillarId,
    slug,
    title: clipTitle(text(title) ?? titleFromSlug(slug)),
    description: text(description),
    difficulty: text(difficulty),
    hours: number(hours),
    order: number(order),
    tags: Array.isArray(tags) ? tags.map(String) : [],
    published: false,
    metadata,
    created,
    updated,
  }
}

/** `blood-trailing` → `Blood trailing`. */
export const titleFromSlug = (slug: string): string => {
  const words = slug.replaceAll(/[-_]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)
const number = (value: Json | undefined): number | null =>
  typeof value === 'number' ? value : null
