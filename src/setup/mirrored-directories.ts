import { isEnglish, isLanguageCode } from './language-code.ts'

/** Directories of translations that have the same files in them as a directory of sources. Paths have no slash at their end. */
export type Mirror = {
  readonly sources: string
  /** With `{language}` as one of its parts. */
  readonly translations: string
  /** As the directories spell them. */
  readonly codes: readonly string[]
  /** The code that the sources' own directory has; null where it has none. */
  readonly sourceCode: string | null
}

/** Finds what mirrors what among Markdown paths: `en/` and `es/`, `docs/` and `docs/es/`, `docs/` and `i18n/es/…/`. */
export const findMirrors = (paths: readonly string[]): readonly Mirror[] => {
  const mirrors: Mirror[] = []
  let rest = paths
  for (const place of placesOf(paths)) {
    const found = mirrorsAt(place, rest)
    mirrors.push(...found)
    if (found.length > 0) rest = rest.filter((path) => languageAt(place, path) === null)
  }
  return mirrors
}

/** Directories in which a directory is named like a language, the higher ones first. */
const placesOf = (paths: readonly string[]): readonly string[] => {
  const places = new Set<string>()
  for (const path of paths) {
    const directories = path.split('/').slice(0, -1)
    for (const [index, name] of directories.entries()) {
      if (isLanguageCode(name)) places.add(directories.slice(0, index).join('/'))
    }
  }
  return [...places].toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))
}

const depth = (directory: string): number => (directory === '' ? 0 : directory.split('/').length)

export const below = (directory: string, path: string): string | null => {
  if (directory === '') return path
  return path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : null
}

const joined = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('/')

const languageAt = (place: string, path: string): string | null => {
  const rest = below(place, path)
  const name = rest?.split('/')[0] ?? ''
  return rest?.includes('/') === true && isLanguageCode(name) ? name : null
}

type Files = ReadonlySet<string>

/** What lies in each directory of a place, by the directory's name. */
const directoriesAt = (place: string, paths: readonly string[]): ReadonlyMap<string, Files> => {
  const found = new Map<string, Set<string>>()
  for (const path of paths) {
    const [name = '', ...rest] = (below(place, path) ?? '').split('/')
    if (rest.length === 0) continue
    const files = found.get(name) ?? new Set()
    found.set(name, files.add(rest.join('/')))
  }
  return found
}

const mirrorsAt = (place: string, paths: readonly string[]): readonly Mirror[] => {
  const all = directoriesAt(place, paths)
  const others = [...all].filter(([name]) => !isLanguageCode(name)).map(([, files]) => files)
  // `python/setup.md` beside `ts/setup.md`: all directories are alike, so these are no languages.
  const languages = new Map(
    [...all].filter(
      ([name, files]) =>
        isLanguageCode(name) && !others.some((other) => common(files, other) * 2 >= files.size),
    ),
  )
  if (languages.size === 0) return []
  const outside = paths.filter((path) => !languages.has(languageAt(place, path) ?? ''))
  const named = amongLanguages(place, languages)
  const unnamed = besides(place, languages, outside)
  if (named === null) return unnamed
  const sources = languages.get(named.sourceCode ?? '')?.size ?? 0
  const isWhole = unnamed.some(
    (mirror) => outside.filter((path) => below(mirror.sources, path) !== null).length >= sources,
  )
  return isWhole && !isEnglish(named.sourceCode ?? '') ? unnamed : [named]
}

const common = (a: Files, b: Files): number => {
  let count = 0
  for (const file of a) if (b.has(file)) count += 1
  return count
}

/** The largest language is the source, English among equals; of the others those that have half of their files in common with it. */
const amongLanguages = (place: string, languages: ReadonlyMap<string, Files>): Mirror | null => {
  const [source] = [...languages].toSorted(
    ([a, ours], [b, theirs]) =>
      theirs.size - ours.size || Number(isEnglish(b)) - Number(isEnglish(a)) || (a < b ? -1 : 1),
  )
  if (source === undefined) return null
  const [sourceCode, sources] = source
  const codes = [...languages]
    .filter(([code, files]) => code !== sourceCode && common(files, sources) * 2 >= files.size)
    .map(([code]) => code)
    .toSorted()
  return codes.length === 0
    ? null
    : {
        sources: joined(place, sourceCode),
        translations: joined(place, '{language}'),
        codes,
        sourceCode,
      }
}

/** Sources in directories without a language: around the languages', or somewhere else in the repository. */
const besides = (
  place: string,
  languages: ReadonlyMap<string, Files>,
  outside: readonly string[],
): readonly Mirror[] => {
  const left = new Map([...languages].map(([code, files]) => [code, new Set(files)]))
  const mirrors: Mirror[] = []
  for (;;) {
    const best = bestPair(place, left, outside)
    if (best === null) return mirrors
    const codes: string[] = []
    for (const [code, files] of left) {
      const inner = [...files].filter((file) => below(best.middle, file) !== null)
      if (inner.length > 0) codes.push(code)
      for (const file of inner) files.delete(file)
    }
    mirrors.push({
      sources: best.sources,
      translations: joined(place, '{language}', best.middle),
      codes: codes.toSorted(),
      sourceCode: null,
    })
  }
}

type Pair = { readonly sources: string; readonly middle: string }

// A name such as `index.md`, which lies in every other directory, says nothing about where its source is.
const mostPlaces = 64

/** The directory of sources, and the directories below the language, under which most files are the same: at least half of them. */
const bestPair = (
  place: string,
  languages: ReadonlyMap<string, Files>,
  outside: readonly string[],
): Pair | null => {
  const directories = directoriesByEnding(outside)
  const votes = new Map<string, { readonly pair: Pair; count: number }>()
  for (const file of [...languages.values()].flatMap((files) => [...files])) {
    const segments = file.split('/')
    for (const index of segments.keys()) {
      const middle = segments.slice(0, index).join('/')
      const holders = directories.get(segments.slice(index).join('/')) ?? []
      const around = index === 0 && holders.includes(place) ? [place] : []
      const elsewhere = holders
        .slice(0, mostPlaces)
        .filter((sources) => sources !== place && below(place, sources) === null)
      for (const sources of [...around, ...elsewhere]) {
        const key = `${sources}\0${middle}`
        const vote = votes.get(key) ?? { pair: { sources, middle }, count: 0 }
        vote.count += 1
        votes.set(key, vote)
      }
    }
  }
  const files = [...languages.values()].flatMap((each) => [...each])
  const [best] = [...votes.values()]
    .filter(
      ({ pair, count }) =>
        count * 2 >= files.filter((file) => below(pair.middle, file) !== null).length,
    )
    .toSorted(
      (a, b) =>
        b.count - a.count ||
        depth(a.pair.middle) - depth(b.pair.middle) ||
        depth(a.pair.sources) - depth(b.pair.sources),
    )
  return best?.pair ?? null
}

/** For every ending of every path, the directories that the rest of it can be. */
const directoriesByEnding = (paths: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>()
  for (const path of paths) {
    const segments = path.split('/')
    for (const index of segments.keys()) {
      const ending = segments.slice(index).join('/')
      const holders = found.get(ending) ?? []
      holders.push(segments.slice(0, index).join('/'))
      found.set(ending, holders)
    }
  }
  return found
}
