import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { ConfigFile } from './contracts/hma-content.ts'
import { ContentError } from './errors.ts'

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
        /** Null where only commands that embed nothing can work. */
        readonly apiKey: string | null
        readonly baseUrl: string | null
        readonly model: string
      }
}

type Variables = Readonly<Record<string, string | undefined>>

/** What decides an environment besides the file: the chosen name, and where the repository and the state lie. */
export type EnvironmentPlace = {
  readonly name: string | undefined
  readonly root: string
  readonly stateDirectory: string
}

/**
 * Where rows, objects and vectors go: an environment of the file, `DATABASE_URL` over the unnamed one,
 * and OpenAI where there is a key for it.
 * @throws ContentError `CONFIG`; no message holds the value of a variable
 */
export const readEnvironment = (
  file: ConfigFile,
  { name: wanted, root, stateDirectory }: EnvironmentPlace,
  variables: Variables,
): Environment => {
  const name = wanted ?? 'local'
  const chosen = file.environments?.[name]
  if (chosen === undefined && wanted !== undefined) {
    throw new ContentError('CONFIG', `\`environments\` has no \`${name}\`.`)
  }
  const database = expand(
    (wanted === undefined ? variables.DATABASE_URL : undefined) ?? chosen?.database ?? 'pglite',
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
      directory: bucketDirectory(bucket.slice('file:'.length), stateDirectory, root),
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
  const apiKey = variables.OPENAI_API_KEY || null
  if (file.embedder === 'offline' || (file.embedder === undefined && apiKey === null)) {
    return { kind: 'offline' }
  }
  return {
    kind: 'openai',
    apiKey,
    baseUrl: variables.OPENAI_BASE_URL || null,
    model: variables.OPENAI_EMBEDDING_MODEL || 'text-embedding-ada-002',
  }
}

/** Replaces `${NAME}` by the environment variable; a missing one is an error that names it, never its value. */
const expand = (text: string, variables: Variables): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = variables[name]
    if (value !== undefined && value !== '') return value
    throw new ContentError('CONFIG', `Missing the environment variable \`${name}\`.`)
  })
