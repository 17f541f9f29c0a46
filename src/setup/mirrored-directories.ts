import { below, depth, joined } from './directory.ts'
import { isEnglish, isLanguageCode } from './language-code.ts'
import { mirrorsWithoutLanguage } from './unnamed-sources.ts'

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

const languageAt = (place: string, path: string): string | null => {
  const rest = below(place, path)
  const name = rest?.split('/')[0] ?? ''
  return rest?.includes('/') === true && isLanguageCode(name) ? name : null
}

/** Paths of files, from the directory that is named like a language. */
export type Files = ReadonlySet<string>

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
  const unnamed = mirrorsWithoutLanguage(place, languages, outside)
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
