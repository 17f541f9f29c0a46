import { dirname, join, resolve } from 'node:path'
import { parseConfigFile, readText } from './config-file.ts'
import type { ConfigFile } from './contracts/hma-content.ts'
import { type Environment, readEnvironment } from './environment.ts'
import { ContentError } from './errors.ts'
import { sha256 } from './identifier.ts'
import { canonicalJson, type JsonObject } from './json.ts'
import type { ContentType, FieldName } from './lesson/lesson.ts'
import { type LfsConfig, readLfsConfig } from './lfs-config.ts'
import { type RemoteConfig, readRemoteConfig } from './remote-config.ts'
import { type ReviewConfig, readReview } from './review-config.ts'
import type { RuleSettings } from './severities.ts'
import { type Pattern, parsePattern } from './source/pattern.ts'

/** Which files are items of which type, and how their front matter is understood. */
export type Collection = {
  readonly name: string
  readonly type: ContentType
  readonly files: Pattern
  readonly translations: Pattern | null
  readonly schema: JsonObject | null
  readonly fields: Readonly<Record<FieldName, string>>
  /** Site address of an item, for example `/{slug}/`; null where addresses are none of ours. */
  readonly url: Pattern | null
  /** The repository's, and over them those of this collection. */
  readonly rules: RuleSettings
}

/** Sizes and formats that pictures are published in. */
export type MediaConfig = Required<NonNullable<ConfigFile['media']>>

/** Everything a command may know about its surroundings, frozen. */
export type Config = {
  readonly root: string
  readonly stateDirectory: string
  /** Where what may be deleted at any time is kept for all repositories of this machine; null for nowhere. */
  readonly cacheDirectory: string | null
  readonly source: Required<Omit<NonNullable<ConfigFile['source']>, 'lfs' | 'remote'>>
  /** Where the service fetches the repository from; null where it is not said. */
  readonly remote: RemoteConfig | null
  readonly lfs: LfsConfig
  readonly collections: readonly Collection[]
  /** For files of no collection. */
  readonly rules: RuleSettings
  readonly authors: string
  /** Language → how many percent of what is to be translated have to be current. */
  readonly current: ReadonlyMap<string, number>
  /** Words of the source → language → what they were agreed to be in it. */
  readonly terms: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>
  readonly review: ReviewConfig
  readonly media: MediaConfig
  readonly environment: Environment
  /** Digest of what decides which files are which items; a change of it asks for `publish --rebuild`. */
  readonly interpretation: string
}

/** Flags that any command may carry. */
export type ConfigFlags = {
  readonly cwd?: string | undefined
  readonly config?: string | undefined
  readonly state?: string | undefined
  readonly env?: string | undefined
}

type Variables = Readonly<Record<string, string | undefined>>

const fieldNames = [
  'id',
  'slug',
  'title',
  'description',
  'status',
  'draft',
  'tags',
  'author',
  'reviewer',
  'difficulty',
  'duration',
  'order',
  'objectives',
  'prerequisites',
  'publish_at',
  'unpublish_at',
  'source_blob',
] as const satisfies readonly FieldName[]

/** Every field under our own name. */
export const ownFields = Object.fromEntries(fieldNames.map((name) => [name, name])) as Readonly<
  Record<FieldName, string>
>

/** As the XDG Base Directory Specification has it: `$XDG_CACHE_HOME`, else `~/.cache`. */
const cacheDirectoryOf = ({ XDG_CACHE_HOME, HOME }: Variables): string | null => {
  const directory = XDG_CACHE_HOME || (HOME ? join(HOME, '.cache') : '')
  return directory === '' ? null : join(directory, 'hma-content')
}

/** Where the configuration lies: the flag's file, else `hma-content.yaml` at the top of the repository. */
export const configPath = ({ cwd, config }: ConfigFlags): string =>
  config === undefined ? join(resolve(cwd ?? '.'), 'hma-content.yaml') : resolve(config)

/**
 * Reads the configuration: flags over environment variables over the file over defaults. The file, and the schemas that
 * it names, are read from disk as they lie there, committed or not, unless `read` takes their text from elsewhere. Every
 * problem is reported at once.
 * @throws ContentError `CONFIG`
 */
export const readConfig = (
  flags: ConfigFlags,
  variables: Variables,
  read: (path: string) => string = readText,
): Config => {
  const root = resolve(flags.cwd ?? '.')
  const path = configPath(flags)
  const file = parseConfigFile(path, read)
  const stateDirectory =
    flags.state === undefined ? join(root, '.hma-content') : resolve(flags.state)
  const { lfs, remote, ...given } = file.source ?? {}
  const source = {
    branch: 'main',
    language: 'en',
    languages: [given.language ?? 'en'],
    history: 'full',
    forced: 'confirm',
    ...given,
  } as const
  const collections = readCollections(file, dirname(path), read)
  return {
    root,
    stateDirectory,
    cacheDirectory: cacheDirectoryOf(variables),
    source: {
      ...source,
      language: canonicalLanguage(source.language),
      languages: source.languages.map(canonicalLanguage),
    },
    remote: remote === undefined ? null : readRemoteConfig(remote, variables),
    lfs: readLfsConfig(lfs ?? {}, variables),
    collections,
    rules: file.rules ?? {},
    authors: file.authors ?? 'content/authors.yaml',
    current: byLanguage(file.translations?.current ?? {}),
    terms: new Map(
      Object.entries(file.translations?.terms ?? {}).map(([term, agreed]) => [
        term,
        byLanguage(agreed),
      ]),
    ),
    review: readReview(file, {
      collections: collections.map(({ name }) => name),
      languages: source.languages.map(canonicalLanguage),
      canonical: canonicalLanguage,
    }),
    media: {
      widths: [640, 1280],
      formats: ['avif', 'webp', 'jpeg'],
      thumbnail: 320,
      ...file.media,
    },
    environment: readEnvironment(file, { name: flags.env, root, stateDirectory }, variables),
    interpretation: sha256(
      canonicalJson([
        // What a translation was made from is recorded section by section since 2, who reviewed a version since 3.
        3,
        source.language,
        [...source.languages],
        collections.map((collection) => [
          collection.name,
          collection.type,
          collection.files.text,
          collection.translations?.text ?? null,
          collection.schema !== null,
          { ...collection.fields },
        ]),
      ]),
    ),
  }
}

const byLanguage = <T>(values: Readonly<Record<string, T>>): ReadonlyMap<string, T> =>
  new Map(Object.entries(values).map(([code, value]) => [canonicalLanguage(code), value]))

/** A language code in canonical BCP 47 form: `pt-br` → `pt-BR`. Codes that are none stay as they are. */
export const canonicalLanguage = (code: string): string => {
  try {
    return Intl.getCanonicalLocales(code)[0] ?? code
  } catch {
    return code
  }
}

// Schema paths are relative to the file that names them.
const readCollections = (
  file: ConfigFile,
  directory: string,
  read: (path: string) => string,
): readonly Collection[] => {
  const collections = file.collections.map((collection) => ({
    name: collection.name ?? collection.type,
    type: collection.type,
    files: parsePattern(collection.files),
    translations:
      collection.translations === undefined ? null : parsePattern(collection.translations),
    schema:
      collection.schema === undefined
        ? null
        : readSchema(resolve(directory, collection.schema), read),
    fields: { ...ownFields, ...collection.fields },
    url: collection.url === undefined ? null : parsePattern(withoutSlashes(collection.url)),
    rules: { ...file.rules, ...collection.rules },
  }))
  const names = collections.map((collection) => collection.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new ContentError('CONFIG', `Two collections are named \`${twice}\`.`, {
      hint: 'Give each collection of one type a `name` of its own.',
    })
  }
  return collections
}

// A pattern is of a path, which neither begins nor ends with the slashes of an address.
const withoutSlashes = (address: string): string => address.replace(/^\/|\/$/g, '')

const readSchema = (path: string, read: (path: string) => string): JsonObject => {
  try {
    return JSON.parse(read(path)) as JsonObject
  } catch (cause) {
    if (cause instanceof ContentError) throw cause
    throw new ContentError('CONFIG', `Cannot read the JSON Schema \`${path}\`.`, { cause })
  }
}

/** The reading under which a collection's blobs are recorded. */
export const readingOf = (collection: Collection, role: 'source' | 'translation'): string =>
  role === 'source' ? collection.name : `${collection.name}/translation`
