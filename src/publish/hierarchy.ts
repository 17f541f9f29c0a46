import type { Config } from '../config.ts'
import { uuidOf } from '../identifier.ts'
import { type BlobRecord, clipTitle, type Item } from '../item.ts'
import type { Json, JsonObject } from '../json.ts'
import type { HierarchyFile, RecordedState } from '../state.ts'

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
  readonly tags: readonly string[]
  readonly published: boolean
  readonly metadata: JsonObject
}

/** Where an item stands; null where its collection's pattern has no such part. */
export type Placement = { readonly pillarId: string | null; readonly courseId: string | null }

/** Pillars and courses of the release, and where each item stands in them. */
export type Hierarchy = {
  readonly pillars: readonly PillarRow[]
  readonly courses: readonly CourseRow[]
  readonly placement: (item: Item) => Placement
}

/**
 * Pillars and courses: those that have a file, and those that only lessons speak of. Published is
 * what has a live item.
 * @param live ids of the items that are live
 */
export const hierarchy = (
  state: RecordedState,
  config: Config,
  record: (kind: string, blob: string) => BlobRecord | null,
  live: ReadonlySet<string>,
): Hierarchy => {
  const files = new Map([...state.hierarchy.values()].map((file) => [nameOf(file, config), file]))
  const pillars = new Map<string, PillarRow>()
  const courses = new Map<string, CourseRow>()
  const metadataOf = (file: HierarchyFile | undefined): JsonObject =>
    (file && record(file.kind, file.blob)?.metadata) ?? {}
  const addPillar = (slug: string, published: boolean): string => {
    const file = files.get(slug)
    const known = pillars.get(slug)
    const id = file?.entityId ?? uuidOf('pillar', slug)
    const row = known ?? pillarRow(id, slug, metadataOf(file))
    pillars.set(slug, { ...row, published: row.published || published })
    return id
  }
  const addCourse = (pillar: string, course: string, published: boolean): string => {
    const pillarId = addPillar(pillar, published)
    const name = `${pillar}/${course}`
    const file = files.get(name)
    const known = courses.get(name)
    const id = file?.entityId ?? uuidOf('course', name)
    const row = known ?? courseRow(id, pillarId, course, metadataOf(file))
    courses.set(name, { ...row, published: row.published || published })
    return id
  }
  for (const name of files.keys()) {
    const [pillar = '', course] = name.split('/')
    if (course === undefined) addPillar(pillar, false)
    else addCourse(pillar, course, false)
  }
  const placements = new Map<string, Placement>()
  for (const item of state.items.values()) {
    const { pillar, course } = partsOf(item, config)
    const published = live.has(item.id)
    const courseId = pillar && course ? addCourse(pillar, course, published) : null
    const pillarId = pillar ? addPillar(pillar, published) : null
    placements.set(item.id, { pillarId, courseId })
  }
  return {
    pillars: [...pillars.values()],
    courses: [...courses.values()],
    placement: (item) => placements.get(item.id) ?? { pillarId: null, courseId: null },
  }
}

/** `pillar` or `pillar/course`, as the patterns find them in the path of the file. */
const nameOf = ({ kind, path }: HierarchyFile, config: Config): string => {
  const directory = path.slice(0, path.lastIndexOf('/'))
  const parts = config.collections
    .map(({ files }) => files.directory(kind)?.match(directory))
    .find((found) => found?.pillar !== undefined)
  return [parts?.pillar, parts?.course].filter((part) => part !== undefined).join('/')
}

const partsOf = (
  item: Item,
  config: Config,
): { readonly pillar?: string; readonly course?: string } =>
  config.collections.find(({ name }) => name === item.collection)?.files.match(item.path) ?? {}

const pillarRow = (id: string, slug: string, metadata: JsonObject): PillarRow => ({
  id,
  slug,
  name: clipTitle(text(metadata.name) ?? titleFromSlug(slug)),
  description: text(metadata.description),
  icon: text(metadata.icon),
  color: text(metadata.color),
  order: number(metadata.order),
  published: false,
  metadata,
})

const courseRow = (
  id: string,
  pillarId: string,
  slug: string,
  metadata: JsonObject,
): CourseRow => ({
  id,
  pillarId,
  slug,
  title: clipTitle(text(metadata.title) ?? titleFromSlug(slug)),
  description: text(metadata.description),
  difficulty: text(metadata.difficulty),
  hours: number(metadata.hours),
  tags: Array.isArray(metadata.tags) ? metadata.tags.map(String) : [],
  published: false,
  metadata,
})

/** `blood-trailing` → `Blood trailing`. */
export const titleFromSlug = (slug: string): string => {
  const words = slug.replaceAll(/[-_]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)
const number = (value: Json | undefined): number | null =>
  typeof value === 'number' ? value : null
