import { slugPattern } from '../classify.ts'
import type { Config } from '../config.ts'
import { uuidOf } from '../identifier.ts'
import type { BlobRecord, Item } from '../item.ts'
import type { JsonObject } from '../json.ts'
import type { HierarchyFile, RecordedState } from '../state.ts'
import {
  type CourseRow,
  courseRow,
  type Dates,
  type PillarRow,
  pillarRow,
} from './hierarchy-rows.ts'

/** Where an item stands: pillar and course, null where its collection's pattern has no such part, and its slug within them. */
export type Placement = {
  readonly pillarId: string | null
  readonly courseId: string | null
  readonly slug: string
}

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
  const addPillar = (slug: string, published: boolean, date: string): string => {
    const file = files.get(slug)
    const known = pillars.get(slug)
    const id = file?.entityId ?? uuidOf('pillar', slug)
    const row = known ?? pillarRow(id, slug, metadataOf(file), datesOf(file, date))
    pillars.set(slug, { ...joined(row, file, date), published: row.published || published })
    return id
  }
  const addCourse = (pillar: string, course: string, published: boolean, date: string): string => {
    const pillarId = addPillar(pillar, published, date)
    const name = `${pillar}/${course}`
    const file = files.get(name)
    const known = courses.get(name)
    const id = file?.entityId ?? uuidOf('course', name)
    const row = known ?? courseRow(id, pillarId, course, metadataOf(file), datesOf(file, date))
    courses.set(name, { ...joined(row, file, date), published: row.published || published })
    return id
  }
  for (const [name, { created }] of files) {
    const [pillar = '', course] = name.split('/')
    if (course === undefined) addPillar(pillar, false, created)
    else addCourse(pillar, course, false, created)
  }
  const placements = new Map<string, Placement>()
  const partsOf = placeFinder(config)
  for (const item of state.items.values()) {
    const { pillar, course } = partsOf(item)
    const published = live.has(item.id)
    const courseId = pillar && course ? addCourse(pillar, course, published, item.created) : null
    const pillarId = pillar ? addPillar(pillar, published, item.created) : null
    placements.set(item.id, { pillarId, courseId, slug: slugWithin(item, `${pillar}/${course}/`) })
  }
  return {
    pillars: [...pillars.values()],
    courses: [...courses.values()],
    placement: (item) =>
      placements.get(item.id) ?? { pillarId: null, courseId: null, slug: item.slug },
  }
}

const datesOf = (file: HierarchyFile | undefined, date: string): Dates =>
  file ?? { created: date, updated: date }

/** Without a file of its own, a place is as old as its oldest lesson. */
const joined = <T extends Dates>(row: T, file: HierarchyFile | undefined, date: string): T =>
  file === undefined && date < row.created ? { ...row, created: date, updated: date } : row

/** `pillar` or `pillar/course`, as the patterns find them in the path of the file. */
const nameOf = ({ kind, path }: HierarchyFile, config: Config): string => {
  const directory = path.slice(0, path.lastIndexOf('/'))
  const parts = config.collections
    .map(({ files }) => files.directory(kind)?.match(directory))
    .find((found) => found?.pillar !== undefined)
  return [parts?.pillar, parts?.course].filter((part) => part !== undefined).join('/')
}

type Place = { readonly pillar?: string; readonly course?: string }

/** Places go by slugs, which are unique: a file that has moved on and is at fault leaves its item under the former slug. */
const placeFinder = ({ collections }: Config): ((item: Item) => Place) => {
  const patterns = new Map(
    collections.map(({ name, files }) => [name, { files, slugs: slugPattern(files) }]),
  )
  return ({ collection, slug, path }) => {
    const pattern = patterns.get(collection)
    return pattern?.slugs?.match(slug) ?? pattern?.files.match(path) ?? {}
  }
}

const slugWithin = ({ slug }: Item, place: string): string =>
  slug.startsWith(place) ? slug.slice(place.length) : slug
