import { posix } from 'node:path'
import type { Collection } from '../config.ts'
import { resolvePath } from '../source/resolve-path.ts'
import { type Academy, recordAt, textPaths } from './academy.ts'

/** Where the files of a work tree go. */
export type Relocation = {
  /** Old path → new path, of all files that move. */
  readonly files: ReadonlyMap<string, string>
  /** Where a path goes that a link may name, also of a directory or of a file that is not there. */
  readonly at: (path: string) => string
}

/** A lesson to another path: with its translations and with the files beside them that no other text uses. */
export const relocateLesson = (academy: Academy, from: string, to: string): Relocation => {
  const texts = withTranslations(academy, new Map([[from, to]]))
  const files = moving(texts, companions(academy, texts, 'goes'))
  return { files, at: locate(academy, files, ownDirectories(academy, texts)) }
}

/** A directory to another one: all files in it, and translations elsewhere with what only they use. */
export const relocateDirectory = (academy: Academy, from: string, to: string): Relocation => {
  const below = [...academy.state.tree.keys()].filter((path) => path.startsWith(`${from}/`))
  const inside = new Map(below.map((path) => [path, to + path.slice(from.length)]))
  const texts = withTranslations(academy, inside)
  const outside = new Map([...texts].filter(([path]) => !inside.has(path)))
  const files = moving(texts, companions(academy, outside, 'goes'))
  return { files, at: locate(academy, files, [{ from, to, owns: () => true }]) }
}

/** Of files with their places, those that do not lie there already. */
const moving = (...places: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> =>
  new Map(places.flatMap((files) => [...files].filter(([from, to]) => from !== to)))

/** The files that go when a lesson goes: itself, its translations, and what no other text uses. */
export const filesOf = (academy: Academy, path: string): readonly string[] => {
  const texts = withTranslations(academy, new Map([[path, path]]))
  return [...new Set([...texts.keys(), ...companions(academy, texts, 'stays').keys()])]
}

const withTranslations = (
  { state, sources }: Academy,
  files: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> => {
  const all = new Map(files)
  for (const path of state.tree.keys()) {
    const role = sources.classify(path)
    const source = role.kind === 'translation' ? files.get(role.sourcePath) : undefined
    if (role.kind !== 'translation' || source === undefined || all.has(path)) continue
    all.set(path, translationPath(role.collection, path, source))
  }
  return all
}

/** The path of a translation after its source went to another path. */
const translationPath = (collection: Collection, path: string, source: string): string => {
  const language = collection.translations?.match(path)?.language ?? ''
  const parts = { ...collection.files.match(source), language }
  return collection.translations?.format(parts) ?? path
}

/**
 * Files below the directories of some texts that only these use: old path → new path. What nothing uses goes along from
 * a directory that is a lesson's alone, where it is said to go.
 */
const companions = (
  academy: Academy,
  texts: ReadonlyMap<string, string>,
  unused: 'goes' | 'stays',
): ReadonlyMap<string, string> => {
  const users = usersByPath(academy)
  const others = [...academy.state.tree.keys()].filter(
    (path) => academy.sources.classify(path).kind === 'other',
  )
  const found = new Map<string, string>()
  for (const [from, to] of texts) {
    const directory = directoryOf(from)
    const takesAll = unused === 'goes' && hasDirectory(academy, from)
    for (const path of others) {
      if (found.has(path) || !path.startsWith(directory)) continue
      const by = [...(users.get(path) ?? [])]
      const goes = by.length > 0 ? by.every((user) => texts.has(user)) : takesAll
      if (!goes || liesBelowOther(academy, path, directory, texts)) continue
      const place = directoryOf(to) + path.slice(directory.length)
      // Where another file lies at its place, it stays, and links are rewritten.
      if (place === path || !academy.state.tree.has(place)) found.set(path, place)
    }
  }
  return found
}

/** Which texts refer to a path, by the path. */
const usersByPath = (academy: Academy): ReadonlyMap<string, ReadonlySet<string>> => {
  const users = new Map<string, Set<string>>()
  for (const text of textPaths(academy)) {
    for (const { url } of recordAt(academy, text)?.links ?? []) {
      const path = resolvePath(text, url)?.path ?? ''
      users.set(path, (users.get(path) ?? new Set()).add(text))
    }
  }
  return users
}

/** Empty for the top, else ending in `/`. */
const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** Whether a lesson has a directory to itself: its pattern names the directory and not the file. */
const hasDirectory = ({ sources }: Academy, path: string): boolean => {
  const role = sources.classify(path)
  return role.kind === 'item' && !posix.basename(role.collection.files.text).includes('{')
}

/** Whether another lesson lies between a directory and a path below it. */
const liesBelowOther = (
  { items }: Academy,
  path: string,
  directory: string,
  texts: ReadonlyMap<string, string>,
): boolean => {
  for (const item of items.keys()) {
    const its = directoryOf(item)
    if (its.length > directory.length && path.startsWith(its) && !texts.has(item)) return true
  }
  return false
}

type Shift = {
  readonly from: string
  readonly to: string
  readonly owns: (path: string) => boolean
}

const ownDirectories = (academy: Academy, texts: ReadonlyMap<string, string>): readonly Shift[] =>
  [...texts]
    .filter(([from]) => hasDirectory(academy, from))
    .map(([from, to]) => ({
      from: posix.dirname(from),
      to: posix.dirname(to),
      owns: (path) => !liesBelowOther(academy, `${path}/`, directoryOf(from), texts),
    }))

const locate = (
  { state, sources }: Academy,
  files: ReadonlyMap<string, string>,
  shifts: readonly Shift[],
): Relocation['at'] => {
  const stays = [...state.tree.keys()].filter((path) => !files.has(path))
  return (path) => {
    const moved = files.get(path)
    if (moved !== undefined || state.tree.has(path)) return moved ?? path
    const role = sources.classify(path)
    const source = role.kind === 'translation' ? files.get(role.sourcePath) : undefined
    if (role.kind === 'translation' && source !== undefined) {
      return translationPath(role.collection, path, source)
    }
    const shift = shifts.find(
      ({ from, owns }) => (path === from || path.startsWith(`${from}/`)) && owns(path),
    )
    if (shift === undefined || stays.some((other) => other.startsWith(`${path}/`))) return path
    return shift.to + path.slice(shift.from.length)
  }
}
