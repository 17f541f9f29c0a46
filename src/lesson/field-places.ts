import type { Place } from './finding.ts'
import type { FieldName, LessonFields, LessonShape } from './lesson.ts'
import { pointerTo } from './yaml-map.ts'

/** Where in a file stands what is judged by other files: line and column, 1-based, by a name of what it is. */
export type Places = Readonly<Record<string, readonly [line: number, column: number]>>

/** The name in `Places` of a lesson to be read before. */
export const prerequisitePlace = (slug: string): string => `prerequisites ${slug}`

/** The places of an id, a slug, people and prerequisites in front matter: `id`, `slug`, `author`, `reviewer`, `prerequisites`, and each of these. */
export const fieldPlaces = (
  { id, slug, author, reviewer, prerequisites }: LessonFields,
  { fields }: Pick<LessonShape, 'fields'>,
  placeOf: (pointer: string) => Place,
): Places => {
  const pointer = (name: FieldName): string => pointerTo('', fields[name])
  const named: readonly (readonly [string, string])[] = [
    ...(id === null ? [] : [['id', pointer('id')] as const]),
    ...(slug === null ? [] : [['slug', pointer('slug')] as const]),
    ...(author === null ? [] : [['author', pointer('author')] as const]),
    ...(reviewer === null ? [] : [['reviewer', pointer('reviewer')] as const]),
    ...(prerequisites.length === 0 ? [] : [['prerequisites', pointer('prerequisites')] as const]),
    ...prerequisites.map(
      (slug, index) =>
        [prerequisitePlace(slug), pointerTo(pointer('prerequisites'), index)] as const,
    ),
  ]
  return placesOf(named, placeOf)
}

/** The places of JSON pointers, by name. */
export const placesOf = (
  pointers: readonly (readonly [name: string, pointer: string])[],
  placeOf: (pointer: string) => Place,
): Places =>
  Object.fromEntries(
    pointers.map(([name, pointer]) => {
      const { line, column } = placeOf(pointer)
      return [name, [line, column]]
    }),
  )

/** The place of a name; the start of the file where it has none. */
export const placeIn = (places: Places | undefined, name: string): Place => {
  const [line, column] =
    places !== undefined && Object.hasOwn(places, name) ? (places[name] ?? [1, 1]) : [1, 1]
  return { line, column }
}
