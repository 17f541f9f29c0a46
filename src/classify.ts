import { type Collection, type Config, canonicalLanguage } from './config.ts'
import { redirectsPath } from './redirects.ts'
import { type ActingFile, actingFile } from './source/acting-file.ts'
import { type Pattern, parsePattern } from './source/pattern.ts'

/** What a path of the repository is, decided by the configured patterns alone. */
export type FileRole =
  | { readonly kind: 'item'; readonly collection: Collection; readonly slug: string }
  | {
      readonly kind: 'translation'
      readonly collection: Collection
      readonly language: string
      readonly sourcePath: string
    }
  | { readonly kind: 'pillar'; readonly pillar: string }
  | { readonly kind: 'course'; readonly pillar: string; readonly course: string }
  | { readonly kind: 'authors' }
  | { readonly kind: 'redirects'; readonly collections: readonly Collection[] }
  | { readonly kind: 'mailmap' }
  | { readonly kind: 'acting'; readonly file: ActingFile }
  | { readonly kind: 'other' }

/** The part of a configuration by which paths are told apart. */
export type Paths = Pick<Config, 'collections' | 'authors'> & {
  readonly source: Pick<Config['source'], 'language' | 'languages'>
}

const other: FileRole = { kind: 'other' }

/**
 * Makes the function that tells what a path is. An item wins over a translation, but for one in its
 * own collection, whose pattern may lie within that of its sources; an earlier collection wins over
 * a later one. A `{language}` is one of the configured languages, in any spelling.
 */
export const classifier = (config: Paths): ((path: string) => FileRole) => {
  const languages = new Set(config.source.languages)
  const known = new Map<string, FileRole>()
  const classify = (path: string): FileRole =>
    hierarchyRole(path, config) ??
    itemRole(path, config, languages) ??
    translationRole(path, config, config.collections, languages) ??
    actingRole(path) ??
    other
  return (path) => {
    const asked = known.get(path)
    if (asked !== undefined) return asked
    const role = classify(path)
    known.set(path, role)
    return role
  }
}

/** The slug that a pattern's named parts give, without the language: `pillar/course/slug`. */
const slugOf = (names: readonly string[], parts: Readonly<Record<string, string>>): string =>
  names
    .filter((name) => name !== 'language')
    .map((name) => parts[name])
    .join('/')

/** The pattern of the slugs that a pattern of paths gives; null where it is the path of a single file. */
export const slugPattern = ({ text }: Pattern): Pattern | null => {
  const parts = text.match(/\{(?!language\b)\w+(?:\.{3})?\}/g)
  return parts === null ? null : parsePattern(parts.join('/'))
}

const itemRole = (path: string, config: Paths, languages: ReadonlySet<string>): FileRole | null => {
  for (const collection of config.collections) {
    const parts = collection.files.match(path)
    if (parts === null) continue
    // `docs/{slug...}.md` matches `docs/a.es.md` as well, and `docs/es/a.md`.
    const translation = translationRole(path, config, [collection], languages)
    if (translation !== null) return translation
    return { kind: 'item', collection, slug: slugOf(collection.files.names, parts) }
  }
  return null
}

const translationRole = (
  path: string,
  config: Paths,
  collections: readonly Collection[],
  languages: ReadonlySet<string>,
): FileRole | null => {
  for (const collection of collections) {
    const parts = collection.translations?.match(path)
    if (parts === null || parts === undefined) continue
    const language = canonicalLanguage(parts.language ?? '')
    if (!languages.has(language) || language === config.source.language) continue
    const sourcePath = collection.files.format(parts)
    return { kind: 'translation', collection, language, sourcePath }
  }
  return null
}

const actingRole = (path: string): FileRole | null => {
  const file = actingFile(path)
  return file === null ? null : { kind: 'acting', file }
}

const hierarchyRole = (path: string, config: Paths): FileRole | null => {
  if (path === config.authors) return { kind: 'authors' }
  if (path === '.mailmap') return { kind: 'mailmap' }
  const redirected = config.collections.filter((each) => redirectsPath(each) === path)
  if (redirected.length > 0) return { kind: 'redirects', collections: redirected }
  const end = path.lastIndexOf('/')
  const name = path.slice(end + 1)
  if (name !== 'pillar.yaml' && name !== 'course.yaml') return null
  const directory = path.slice(0, Math.max(end, 0))
  for (const collection of config.collections) {
    const parts = collection.files
      .directory(name === 'pillar.yaml' ? 'pillar' : 'course')
      ?.match(directory)
    if (parts?.pillar === undefined) continue
    if (name === 'pillar.yaml') return { kind: 'pillar', pillar: parts.pillar }
    if (parts.course !== undefined) {
      return { kind: 'course', pillar: parts.pillar, course: parts.course }
    }
  }
  return null
}
