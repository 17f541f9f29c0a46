import { posix } from 'node:path'
import { nearestWord } from '../lesson/nearest-word.ts'
import { foldedPath } from './ledger.ts'

/** A path that is there, and may be what was meant by one that is not. */
export type NearPath = {
  readonly path: string
  /** Whether nothing but capital letters, or the way accents are stored, tells the two apart. */
  readonly looksAlike: boolean
}

// So many names take a millisecond; a directory with more is no list that anybody mistypes an entry of.
const mostNames = 1000

/**
 * Makes the function that finds, for a path that is not there, the one that looks alike, else the one with the
 * nearest name in the same directory; only such as `fits` accepts. Files and directories count. The paths are not
 * looked at before it is first asked.
 */
export const nearestPaths = (
  paths: Iterable<string>,
): ((path: string, fits: (path: string) => boolean) => NearPath | null) => {
  let known: Index | null = null
  return (path, fits) => {
    known ??= indexOf(paths)
    const alike = known.folded.get(foldedPath(path))
    if (alike !== undefined && fits(alike)) return { path: alike, looksAlike: true }
    const near = nearestName(known.names, path.split('/'), fits)
    return near === null ? null : { path: near, looksAlike: false }
  }
}

type Index = {
  /** Names in each directory; the top's is `.`. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>
  readonly folded: ReadonlyMap<string, string>
}

const indexOf = (paths: Iterable<string>): Index => {
  const names = new Map<string, Set<string>>()
  const folded = new Map<string, string>()
  const add = (path: string): void => {
    const directory = posix.dirname(path)
    const known = names.get(directory)
    const isNew = known === undefined
    if (known === undefined) names.set(directory, new Set([posix.basename(path)]))
    else known.add(posix.basename(path))
    if (!folded.has(foldedPath(path))) folded.set(foldedPath(path), path)
    if (isNew && directory !== '.') add(directory)
  }
  for (const path of paths) add(path)
  return { names, folded }
}

/** The path with its first part that is not there replaced by the nearest name, if there is such a path. */
const nearestName = (
  names: Index['names'],
  parts: readonly string[],
  fits: (path: string) => boolean,
): string | null => {
  const missing = parts.findIndex(
    (part, index) => names.get(parts.slice(0, index).join('/') || '.')?.has(part) !== true,
  )
  const word = parts[missing]
  const beside = names.get(parts.slice(0, Math.max(missing, 0)).join('/') || '.')
  if (word === undefined || beside === undefined || beside.size > mostNames) return null
  const pathWith = (name: string): string => parts.with(missing, name).join('/')
  const candidates = [...beside].filter((name) => {
    const path = pathWith(name)
    const isLast = missing === parts.length - 1
    return (isLast || names.get(posix.dirname(path))?.has(posix.basename(path))) && fits(path)
  })
  // Without their endings, which would make any two names of one kind look alike.
  const { name, ext } = posix.parse(word)
  const near = nearestWord(name, candidates.map(stemOf))
  const found = candidates.filter((candidate) => stemOf(candidate) === near)
  const best = found.find((candidate) => candidate.endsWith(ext)) ?? found[0]
  return best === undefined ? null : pathWith(best)
}

const stemOf = (name: string): string => posix.parse(name).name
