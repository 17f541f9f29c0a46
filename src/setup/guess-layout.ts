import { canonicalLanguage } from '../config.ts'
import { type ContentPath, contentPath, isAboutRepository, isNamedForType } from './content-path.ts'
import { below, joined } from './directory.ts'
import { type Hierarchy, isInCourse, shapeOf } from './file-shape.ts'
import { type FileGroup, groupFiles } from './group-files.ts'
import { codeOfLanguageName } from './language-code.ts'
import { findLanguagesInNames, type LanguagesInNames, splitName } from './language-in-name.ts'
import { findMirrors, type Mirror } from './mirrored-directories.ts'

/** Which files are lessons and which their translations, as patterns. */
export type Layout = {
  /** As the repository spells it. */
  readonly language: string
  /** Whether something in the repository says so. */
  readonly isLanguageKnown: boolean
  /** The source's first. */
  readonly languages: readonly string[]
  readonly groups: readonly Group[]
  /** Directories of translations whose name is a language's, as `spanish`, and no code. */
  readonly writtenOut: readonly string[]
}

export type Group = {
  /** The directory that all files of the group lie in, without a slash at its end. */
  readonly directory: string
  readonly files: string
  readonly translations: string | null
}

export type LayoutRequest = {
  /** All files of the repository. */
  readonly paths: readonly string[]
  /** The language that the repository's own site names as its own; null where none does. */
  readonly siteLanguage: string | null
  /** Whether directories are pillars and courses where there is no file that says so. */
  readonly isAcademy: boolean
  /** Take all directories together, where lessons of the same name lie in several. */
  readonly isOne: boolean
}

/** Guesses from paths alone how lessons lie in a repository; no groups where there are none. */
export const guessLayout = (request: LayoutRequest): Layout => {
  const markdown = request.paths.flatMap((path) => contentPath(path) ?? [])
  const all = markdown.filter((file) => !isAboutRepository(file) && isNameable(file))
  const writtenOut = besideEnglish(all)
  const content = all.filter(
    ({ path }) => !writtenOut.some((directory) => below(directory, path) !== null),
  )
  const mirrors = findMirrors(content.map(({ path }) => path))
  const outside = content.filter(({ path }) => !isInTranslations(path, mirrors))
  const inNames = findLanguagesInNames(outside)
  const sources = outside.flatMap((file) => sourceOf(file, inNames) ?? [])
  const translated = new Set(outside.filter((file) => sourceOf(file, inNames) === null))
  const groups = groupFiles(sources, mirrors, request.isOne)
    .flatMap((group) => byType(group, hierarchyBelow(group.directory, request)))
    .map((group) => describeGroup(group, { inNames, translated, request }))
  return { ...languagesOf(mirrors, inNames, request.siteLanguage), groups, writtenOut }
}

// Braces mean parts of a path in a pattern, and a backslash means nothing in one.
const isNameable = ({ path }: ContentPath): boolean => !/[{}\\]/.test(path)

/** Directories beside one called `english` that are called by another language: no pattern can name these. */
const besideEnglish = (files: readonly ContentPath[]): readonly string[] => {
  const directories = new Set(
    files.flatMap((file) =>
      file.directories.map((_, end) => file.directories.slice(0, end + 1).join('/')),
    ),
  )
  const parents = new Set(
    [...directories].filter((directory) => /(?:^|\/)english$/i.test(directory)).map(parentOf),
  )
  return [...directories]
    .filter((directory) => parents.has(parentOf(directory)))
    .filter((directory) => (codeOfLanguageName(nameOf(directory)) ?? 'en') !== 'en')
    .toSorted()
}

const nameOf = (directory: string): string => directory.slice(directory.lastIndexOf('/') + 1)

const parentOf = (directory: string): string =>
  directory.slice(0, Math.max(directory.lastIndexOf('/'), 0))

const isInTranslations = (path: string, mirrors: readonly Mirror[]): boolean =>
  mirrors.some(({ translations, codes }) =>
    codes.some((code) => below(translations.replace('{language}', code), path) !== null),
  )

/** A source under the name that it has without its language; null for a translation. */
const sourceOf = (file: ContentPath, inNames: LanguagesInNames | null): ContentPath | null => {
  const split = splitName(file.base)
  if (inNames === null || split === null) return file
  if (split.code === inNames.sourceCode) return { ...file, base: split.name }
  return inNames.codes.includes(split.code) ? null : file
}

const describeGroup = (
  { directory, mirror, files }: FileGroup,
  {
    inNames,
    translated,
    request,
  }: {
    readonly inNames: LanguagesInNames | null
    readonly translated: ReadonlySet<ContentPath>
    readonly request: LayoutRequest
  },
): Group => {
  const inside = files.map((file) => ({
    ...file,
    directories: file.directories.slice(directory === '' ? 0 : directory.split('/').length),
  }))
  const shape = shapeOf(inside, hierarchyBelow(directory, request), directory === '')
  const path = (start: string, name: string): string => joined(start, ...shape.directories, name)
  const { pattern, extension } = shape
  const sourceName = inNames?.sourceCode == null ? pattern : `${pattern}.${inNames.sourceCode}`
  const own = joined(directory, ...shape.directories)
  const isTranslated = [...translated].some(({ path }) => below(own, path) !== null)
  return {
    directory: own,
    files: path(directory, `${sourceName}${extension}`),
    translations:
      mirror !== null
        ? path(mirror.translations, `${sourceName}${extension}`)
        : isTranslated
          ? path(directory, `${pattern}.{language}${extension}`)
          : null,
  }
}

/** Files of courses that are named for their types, as `index.md` and `video.md`, type by type; whatever else lies there is none of these. */
const byType = (group: FileGroup, hierarchy: Hierarchy): readonly FileGroup[] => {
  if (hierarchy === null) return [group]
  const top = group.directory === '' ? 0 : group.directory.split('/').length
  const typed = group.files.filter(
    ({ directories, base }) =>
      isNamedForType(base) && isInCourse(directories.slice(top, -1), hierarchy),
  )
  if (typed.length * 2 <= group.files.length) return [group]
  return [...Map.groupBy(typed, ({ base }) => base).values()].map((files) => ({ ...group, files }))
}

/** Directories from a directory to the one that holds pillars, by the files that describe pillars and courses. */
const hierarchyBelow = (directory: string, { paths, isAcademy }: LayoutRequest): Hierarchy => {
  const levels = { 'pillar.yaml': 2, 'course.yaml': 3 }
  for (const path of paths) {
    const segments = below(directory, path)?.split('/') ?? []
    const name = segments.at(-1)
    if (name !== 'pillar.yaml' && name !== 'course.yaml') continue
    if (segments.length >= levels[name]) return segments.slice(0, -levels[name])
  }
  return isAcademy ? [] : null
}

const languagesOf = (
  mirrors: readonly Mirror[],
  inNames: LanguagesInNames | null,
  siteLanguage: string | null,
): Pick<Layout, 'language' | 'languages' | 'isLanguageKnown'> => {
  const codes = new Set([...mirrors.flatMap((mirror) => mirror.codes), ...(inNames?.codes ?? [])])
  const written =
    mirrors.find(({ sourceCode }) => sourceCode !== null)?.sourceCode ??
    inNames?.sourceCode ??
    siteLanguage
  const isEnglishTaken = [...codes].some((code) => canonicalLanguage(code) === 'en')
  const language = written ?? (isEnglishTaken ? 'und' : 'en')
  const others = [...codes].filter(
    (code) => canonicalLanguage(code) !== canonicalLanguage(language),
  )
  return {
    language,
    isLanguageKnown: written !== null || !isEnglishTaken,
    languages: [language, ...others.toSorted()],
  }
}
