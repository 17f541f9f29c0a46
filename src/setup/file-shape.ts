import {
  type ContentPath,
  isAboutRepository,
  isNamedForType,
  isSectionPage,
} from './content-path.ts'

/** What paths below a directory have in common. */
export type FileShape = {
  /** Directories that all of them lie in. */
  readonly directories: readonly string[]
  /** The rest as a pattern without ending: `{slug}`, `{slug...}/index`. */
  readonly pattern: string
  readonly extension: ContentPath['extension']
}

/** How deep a hierarchy of pillars and courses begins below the directory; null where there is none. */
export type Hierarchy = readonly string[] | null

/**
 * The shape of the files below one directory, which are at least one. Pages of directories and read-me files
 * have no say in it, nor has the ending that fewer files have.
 */
export const shapeOf = (
  files: readonly ContentPath[],
  hierarchy: Hierarchy,
  isTop: boolean,
): FileShape => {
  const extension = mostFrequent(files.map((file) => file.extension)) ?? '.md'
  const deciding = decidingOf(files.filter((file) => file.extension === extension))
  const name = sharedName(deciding)
  const inside =
    name === null ? deciding : deciding.filter(({ directories }) => directories.length > 0)
  // The last directory of `a/index.md` is the lesson's own.
  const places = inside.map(({ directories }) =>
    name === null ? directories : directories.slice(0, -1),
  )
  const end = name === null ? '' : `/${name}`
  if (hierarchy !== null && places.every((place) => isInCourse(place, hierarchy))) {
    return { directories: hierarchy, pattern: `{pillar}/{course}/{slug}${end}`, extension }
  }
  const shared = sharedStart(places)
  const depths = places.map((place) => place.length - shared.length)
  const slug = depths.every((depth) => depth === 0) ? '{slug}' : '{slug...}'
  const isAtTop = isTop && shared.length === 0 && name === null
  return { directories: shared, pattern: `${isAtTop ? belowTop(depths) : slug}${end}`, extension }
}

// A pattern of the top itself takes the read-me file too, one with a directory does not.
const belowTop = (depths: readonly number[]): string => {
  if (depths.includes(0)) return depths.every((depth) => depth === 0) ? '{slug}' : '{slug...}'
  return depths.every((depth) => depth === 1) ? '{section}/{slug}' : '{section}/{slug...}'
}

/** Whether a directory is one of a course's, in which a lesson lies. */
export const isInCourse = (place: readonly string[], hierarchy: readonly string[]): boolean =>
  place.length === hierarchy.length + 2 && hierarchy.every((name, index) => place[index] === name)

const decidingOf = (files: readonly ContentPath[]): readonly ContentPath[] => {
  const lessons = files.filter((file) => !isAboutRepository(file) && !isSectionPage(file.base))
  return lessons.length === 0 ? files : lessons
}

/** The name that all files in directories have, as `index`; null where they differ, or a directory holds several. */
const sharedName = (files: readonly ContentPath[]): string | null => {
  const inside = files.filter(({ directories }) => directories.length > 0)
  const name = inside[0]?.base
  const isShared = name !== undefined && inside.every(({ base }) => base === name)
  // One file at the top is the home page; more are lessons.
  const isHome =
    files.length - inside.length <= 1 && (name === 'index' || files.length === inside.length)
  return isShared && isHome && (isNamedForType(name) || inside.length > 1) ? name : null
}

const sharedStart = (places: readonly (readonly string[])[]): readonly string[] => {
  const [first = [], ...rest] = places
  const length = first.findIndex((name, index) => rest.some((place) => place[index] !== name))
  return length < 0 ? first : first.slice(0, length)
}

const mostFrequent = <T>(values: readonly T[]): T | undefined => {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}
