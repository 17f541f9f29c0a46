import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { ContentError } from './errors.ts'
import { sha256 } from './identifier.ts'
import { canonicalJson, type JsonObject } from './json.ts'
import type { ContentType, FieldName } from './lesson/lesson.ts'
import { nearestWord } from './lesson/nearest-word.ts'
import { readYamlFile } from './lesson/read-yaml-file.ts'
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
}

/** Sizes and formats that pictures are published in. */
export type MediaConfig = {
  readonly widths: readonly number[]
  readonly formats: readonly ('avif' | 'webp' | 'jpeg')[]
  readonly thumbnail: number
}

/** Where the rows, the objects and the vectors of one environment go. */
export type Environment = {
  readonly name: string
  readonly database:
    | { readonly kind: 'pglite'; readonly directory: string }
    | { readonly kind: 'postgres'; readonly url: string }
  readonly bucket: { readonly kind: 'file'; readonly directory: string }
  readonly embedder:
    | { readonly kind: 'offline' }
    | {
        readonly kind: 'openai'
        readonly apiKey: string
        readonly baseUrl: string | null
        readonly model: string
      }
}

/** Everything a command may know about its surroundings, frozen. */
export type Config = {
  readonly root: string
  readonly stateDirectory: string
  readonly source: {
    readonly branch: string
    readonly language: string
    readonly languages: readonly string[]
    readonly history: 'full' | 'head'
    readonly forced: 'confirm' | 'allow'
  }
  readonly collections: readonly Collection[]
  readonly authors: string
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

/** Shape of the file after its JSON Schema has accepted it. */
type ConfigFile = {
  readonly version: 1
  readonly source?: Partial<Config['source']>
  readonly collections: readonly {
    readonly type: ContentType
    readonly name?: string
    readonly files: string
    readonly translations?: string
    readonly schema?: string
    readonly fields?: Partial<Record<FieldName, string>>
    readonly url?: string
  }[]
  readonly authors?: string
  readonly media?: Partial<MediaConfig>
  readonly embedder?: 'openai' | 'offline'
  readonly environments?: Readonly<
    Record<string, { readonly database?: string; readonly bucket?: string }>
  >
}

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

/**
 * Reads the configuration: flags over environment variables over the file over defaults. The file is
 * read from disk as it lies there, committed or not. Every problem is reported at once.
 * @throws ContentError `CONFIG`
 */
export const readConfig = (flags: ConfigFlags, variables: Variables): Config => {
  const root = resolve(flags.cwd ?? '.')
  const path = flags.config === undefined ? join(root, 'hma-content.yaml') : resolve(flags.config)
  const file = parseConfigFile(path)
  const stateDirectory =
    flags.state === undefined ? join(root, '.hma-content') : resolve(flags.state)
  const source = {
    branch: 'main',
    language: 'en',
    languages: [file.source?.language ?? 'en'],
    history: 'full',
    forced: 'confirm',
    ...file.source,
  } as const
  const collections = readCollections(file, root)
  return {
    root,
    stateDirectory,
    source: {
      ...source,
      language: canonicalLanguage(source.language),
      languages: source.languages.map(canonicalLanguage),
    },
    collections,
    authors: file.authors ?? 'content/authors.yaml',
    media: {
      widths: [640, 1280],
      formats: ['avif', 'webp', 'jpeg'],
      thumbnail: 320,
      ...file.media,
    },
    environment: readEnvironment(file, flags, variables, stateDirectory),
    interpretation: sha256(
      canonicalJson([
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

/** A language code in canonical BCP 47 form: `pt-br` → `pt-BR`. Codes that are none stay as they are. */
export const canonicalLanguage = (code: string): string => {
  try {
    return Intl.getCanonicalLocales(code)[0] ?? code
  } catch {
    return code
  }
}

const parseConfigFile = (path: string): ConfigFile => {
  const { value, findings } = readYamlFile(Buffer.from(readText(path)))
  if (findings.length > 0) {
    const problems = findings.map(({ line, message }) => `- line ${line}: ${message}`)
    throw new ContentError('CONFIG', `Cannot read \`${path}\`:\n${problems.join('\n')}`)
  }
  const validate = new Ajv2020({
    allErrors: true,
    strict: false,
    verbose: true,
  }).compile<ConfigFile>(configSchema())
  if (validate(value)) return value
  const problems = (validate.errors ?? []).map((error) => `- ${describeError(error)}`)
  throw new ContentError(
    'CONFIG',
    `\`${path}\` is not valid:\n${[...new Set(problems)].join('\n')}`,
    { hint: 'docs/configuration.md lists every key.' },
  )
}

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ContentError('CONFIG', `Cannot read \`${path}\`.`, {
      cause,
      hint: 'Write a `hma-content.yaml` there, or name one with `--config FILE`.',
    })
  }
}

const configSchema = (): JsonObject =>
  JSON.parse(
    readFileSync(
      fileURLToPath(new URL('../schemas/hma-content.schema.json', import.meta.url)),
      'utf8',
    ),
  ) as JsonObject

const describeError = (error: ErrorObject): string => {
  const place = error.instancePath === '' ? 'the file' : `\`${error.instancePath.slice(1)}\``
  if (error.keyword !== 'additionalProperties') return `${place} ${error.message ?? 'is not valid'}`
  const key = String(error.params.additionalProperty)
  const known = Object.keys((error.parentSchema?.properties ?? {}) as JsonObject)
  const suggestion = nearestWord(key, known)
  return `${place} has an unknown key \`${key}\`${suggestion === null ? '' : `; did you mean \`${suggestion}\`?`}`
}

const readCollections = (file: ConfigFile, root: string): readonly Collection[] => {
  const collections = file.collections.map((collection) => ({
    name: collection.name ?? collection.type,
    type: collection.type,
    files: parsePattern(collection.files),
    translations:
      collection.translations === undefined ? null : parsePattern(collection.translations),
    schema: collection.schema === undefined ? null : readSchema(resolve(root, collection.schema)),
    fields: Object.fromEntries(
      fieldNames.map((name) => [name, collection.fields?.[name] ?? name]),
    ) as Record<FieldName, string>,
    url: collection.url === undefined ? null : parsePattern(collection.url),
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

const readSchema = (path: string): JsonObject => {
  try {
    return JSON.parse(readText(path)) as JsonObject
  } catch (cause) {
    if (cause instanceof ContentError) throw cause
    throw new ContentError('CONFIG', `Cannot read the JSON Schema \`${path}\`.`, { cause })
  }
}

const readEnvironment = (
  file: ConfigFile,
  flags: ConfigFlags,
  variables: Variables,
  stateDirectory: string,
): Environment => {
  const name = flags.env ?? 'local'
  const chosen = file.environments?.[name]
  if (chosen === undefined && flags.env !== undefined) {
    throw new ContentError('CONFIG', `\`environments\` has no \`${name}\`.`)
  }
  const database = expand(
    (flags.env === undefined ? variables.DATABASE_URL : undefined) ?? chosen?.database ?? 'pglite',
    variables,
  )
  const bucket = expand(chosen?.bucket ?? 'file:.hma-content/bucket', variables)
  if (!bucket.startsWith('file:')) {
    throw new ContentError(
      'CONFIG',
      `Expected a \`bucket\` that begins with \`file:\`, got \`${bucket}\`.`,
    )
  }
  return {
    name,
    database:
      database === 'pglite'
        ? { kind: 'pglite', directory: join(stateDirectory, 'db') }
        : { kind: 'postgres', url: database },
    bucket: {
      kind: 'file',
      directory: bucketDirectory(
        bucket.slice('file:'.length),
        stateDirectory,
        resolve(flags.cwd ?? '.'),
      ),
    },
    embedder: readEmbedder(file, variables),
  }
}

/** `file:.hma-content/…` means the state directory, wherever that is. */
const bucketDirectory = (path: string, stateDirectory: string, root: string): string => {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2))
  if (path === '.hma-content' || path.startsWith('.hma-content/')) {
    return join(stateDirectory, path.slice('.hma-content'.length))
  }
  return isAbsolute(path) ? path : join(root, path)
}

const readEmbedder = (file: ConfigFile, variables: Variables): Environment['embedder'] => {
  const apiKey = variables.OPENAI_API_KEY
  if (file.embedder === 'offline' || (file.embedder === undefined && !apiKey)) {
    return { kind: 'offline' }
  }
  if (!apiKey) {
    throw new ContentError('CONFIG', 'Missing `OPENAI_API_KEY` for `embedder: openai`.')
  }
  return {
    kind: 'openai',
    apiKey,
    baseUrl: variables.OPENAI_BASE_URL ?? null,
    model: variables.OPENAI_EMBEDDING_MODEL ?? 'text-embedding-ada-002',
  }
}

/** Replaces `${NAME}` by the environment variable; a missing one is an error that names it, never its value. */
const expand = (text: string, variables: Variables): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = variables[name]
    if (value !== undefined && value !== '') return value
    throw new ContentError('CONFIG', `Missing the environment variable \`${name}\`.`)
  })

/** The reading under which a collection's blobs are recorded. */
export const readingOf = (collection: Collection, role: 'source' | 'translation'): string =>
  role === 'source' ? collection.name : `${collection.name}/translation`
