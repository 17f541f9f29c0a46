import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { ConfigFile } from './contracts/hma-content.ts'
import { ContentError } from './errors.ts'
import { type Hook, hookEvents } from './hooks/hook.ts'

/** Where objects are in S3. Credentials come from where all AWS programs take them. */
export type S3Place = {
  readonly bucket: string
  /** Before every key: empty, or ending in `/`. */
  readonly prefix: string
  /** Address of another server that speaks S3; null for Amazon's. */
  readonly endpoint: string | null
  /** Whether the bucket's name stands in the path, and not before the host's. */
  readonly pathStyle: boolean
  /** Null for the one of the environment (`AWS_REGION`). */
  readonly region: string | null
  /** Id, ARN or alias of the key of AWS KMS that objects are encrypted with; null for what the bucket does by itself. */
  readonly kmsKey: string | null
  /** Name of the metadata, after `x-amz-meta-`, that a CDN reads an object's cache tags from; null for none. */
  readonly cacheTag: string | null
}

/** For how many days is kept what nothing refers to. */
export type Retention = {
  /** What hosts have delivered. */
  readonly deliveries: number
  /** What became of jobs. */
  readonly runs: number
}

/** Where the rows, the objects and the vectors of one environment go. */
export type Environment = {
  readonly name: string
  readonly database:
    | { readonly kind: 'pglite'; readonly directory: string }
    | { readonly kind: 'postgres'; readonly url: string }
  readonly bucket:
    | { readonly kind: 'file'; readonly directory: string }
    | ({ readonly kind: 's3' } & S3Place)
  /** Id of the CloudFront distribution in front of the bucket; null where there is none. */
  readonly distribution: string | null
  /** Services that are told what has happened. */
  readonly hooks: readonly Hook[]
  readonly retention: Retention
  readonly embedder:
    | { readonly kind: 'offline' }
    | {
        readonly kind: 'openai'
        /** Null where only commands that embed nothing can work. */
        readonly apiKey: string | null
        readonly baseUrl: string | null
        readonly model: string
        readonly organization: string | null
        readonly project: string | null
        /** With one, `baseUrl` is an Azure deployment's. */
        readonly apiVersion: string | null
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
  // In a workflow a secret that is not there is an empty text.
  const server = wanted === undefined ? variables.DATABASE_URL || undefined : undefined
  const database = expand(server ?? chosen?.database ?? 'pglite', variables)
  const bucket = expand(chosen?.bucket ?? 'file:.hma-content/bucket', variables)
  return {
    name,
    database:
      database === 'pglite'
        ? { kind: 'pglite', directory: join(stateDirectory, 'db') }
        : { kind: 'postgres', url: database },
    bucket: bucket.startsWith('s3:')
      ? {
          kind: 's3',
          ...readS3(bucket),
          ...readServer(chosen, variables),
        }
      : { kind: 'file', directory: bucketDirectory(bucket, stateDirectory, root) },
    distribution:
      chosen?.distribution === undefined ? null : expand(chosen.distribution, variables),
    hooks: readHooks(chosen, variables),
    // Hosts send nothing again after thirty days.
    retention: { deliveries: 30, runs: 180, ...chosen?.retention },
    embedder: readEmbedder(file, variables),
  }
}

type ChosenEnvironment = NonNullable<ConfigFile['environments']>[string] | undefined

// Names of buckets: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const s3Address = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^\s\\]*))?$/

/** `s3://<bucket>/<prefix>` in its parts. */
const readS3 = (address: string): Pick<S3Place, 'bucket' | 'prefix'> => {
  const [, bucket, path = ''] = s3Address.exec(address) ?? []
  if (bucket !== undefined)
    return { bucket, prefix: path === '' ? '' : `${path.replace(/\/+$/, '')}/` }
  throw new ContentError(
    'CONFIG',
    `Expected a \`bucket\` of the form \`s3://name\` or \`s3://name/prefix\`, got \`${address}\`.`,
  )
}

const readServer = (
  chosen: ChosenEnvironment,
  variables: Variables,
): Omit<S3Place, 'bucket' | 'prefix'> => {
  const endpoint = endpointOf(chosen, variables)
  return {
    endpoint,
    pathStyle: chosen?.pathStyle ?? endpoint !== null,
    region: chosen?.region ?? null,
    kmsKey: chosen?.kmsKey === undefined ? null : expand(chosen.kmsKey, variables),
    cacheTag: chosen?.cacheTag ?? null,
  }
}

const endpointOf = (chosen: ChosenEnvironment, variables: Variables): string | null => {
  if (chosen?.endpoint === undefined) return null
  const endpoint = expand(chosen.endpoint, variables)
  const { username, protocol } = URL.canParse(endpoint) ? new URL(endpoint) : noUrl
  if (/^https?:$/.test(protocol) && username === '') return endpoint
  throw new ContentError('CONFIG', 'Expected an `endpoint` that is an address without a password.')
}

const noUrl = { username: '', protocol: '' }

/** `file:.hma-content/…` means the state directory, wherever that is. */
const bucketDirectory = (bucket: string, stateDirectory: string, root: string): string => {
  if (!bucket.startsWith('file:')) {
    throw new ContentError(
      'CONFIG',
      `Expected a \`bucket\` that begins with \`file:\` or \`s3://\`, got \`${bucket}\`.`,
    )
  }
  const path = bucket.slice('file:'.length)
  if (path.startsWith('~/')) return join(homedir(), path.slice(2))
  if (path === '.hma-content' || path.startsWith('.hma-content/')) {
    return join(stateDirectory, path.slice('.hma-content'.length))
  }
  return isAbsolute(path) ? path : join(root, path)
}

const readHooks = (chosen: ChosenEnvironment, variables: Variables): readonly Hook[] =>
  Object.entries(chosen?.hooks ?? {}).map(([name, { url, secret, events }]) => ({
    name,
    url: hookUrl(name, expand(url, variables)),
    secret: hookSecret(name, expand(secret, variables)),
    events: events ?? hookEvents,
  }))

const hookUrl = (name: string, text: string): string => {
  const url = URL.parse(text)
  const isNear = /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url?.hostname ?? '')
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isNear)) return url.href
  throw new ContentError('CONFIG', `Expected an \`https\` address for the hook \`${name}\`.`)
}

// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
const hookSecret = (name: string, text: string): Uint8Array => {
  const [, encoded = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  const secret = Buffer.from(encoded, 'base64')
  if (secret.length >= 24 && secret.length <= 64) return secret
  throw new ContentError(
    'CONFIG',
    `Expected a secret of 24 to 64 bytes for the hook \`${name}\`.`,
    {
      hint: 'Make one: `echo "whsec_$(openssl rand -base64 32)"`.',
    },
  )
}

/** The model whose vectors are bought where nothing names another. */
export const defaultModel = 'text-embedding-ada-002'

const readEmbedder = (file: ConfigFile, variables: Variables): Environment['embedder'] => {
  const apiKey = variables.OPENAI_API_KEY || null
  if (file.embedder === 'offline' || (file.embedder === undefined && apiKey === null)) {
    return { kind: 'offline' }
  }
  const baseUrl = variables.OPENAI_BASE_URL || null
  const apiVersion = variables.OPENAI_API_VERSION || null
  if (baseUrl !== null && !URL.canParse(baseUrl))
    throw new ContentError('CONFIG', 'Expected an address in `OPENAI_BASE_URL`.')
  if (apiVersion !== null && baseUrl === null) {
    throw new ContentError('CONFIG', 'Missing `OPENAI_BASE_URL` beside `OPENAI_API_VERSION`.', {
      hint: 'Name the deployment: `https://<resource>.openai.azure.com/openai/deployments/<name>`.',
    })
  }
  return {
    kind: 'openai',
    apiKey,
    baseUrl,
    model: variables.OPENAI_EMBEDDING_MODEL || defaultModel,
    organization: variables.OPENAI_ORG_ID || null,
    project: variables.OPENAI_PROJECT_ID || null,
    apiVersion,
  }
}

/** Replaces `${NAME}` by the environment variable; a missing one is an error that names it, never its value. */
const expand = (text: string, variables: Variables): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = variables[name]
    if (value !== undefined && value !== '') return value
    throw new ContentError('CONFIG', `Missing the environment variable \`${name}\`.`)
  })
