import { tryBucket } from '../bucket/try-bucket.ts'
import { type Config, type ConfigFlags, readConfig } from '../config.ts'
import { connectExisting, openBucket } from '../connect.ts'
import { readServerVersions } from '../database/status-queries.ts'
import { vectorDanger } from '../database/vector-version.ts'
import { ContentError } from '../errors.ts'
import { askRemote } from '../mirror/ask-remote.ts'
import { configuredEmbedder, embedderOf } from '../open-embedder.ts'
import { isToBeFetched, openRepository } from '../open-repository.ts'
import { counted } from '../output/report.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import { readPointer } from '../publish/write-pointer.ts'
import type { RemoteConfig } from '../remote-config.ts'

export type DoctorOptions = ConfigFlags & {
  readonly try?: boolean
  readonly format: 'text' | 'json'
}

/** One thing that has to be right before anything works. */
type Check = { readonly name: string; readonly state: 'fine' | 'broken'; readonly detail: string }

/**
 * Looks at everything the tool depends on and says what is missing. With `--try` it also puts an object into the bucket, which it
 * removes, and has a word embedded.
 */
export const doctor = async (
  options: DoctorOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const node: Check = { name: 'node', state: 'fine', detail: process.versions.node }
  const config = await attempt('configuration', async () => {
    const read = readConfig(options, variables)
    return {
      value: read,
      detail: `${counted(read.collections.length, 'collection')}, branch ${read.source.branch}`,
    }
  })
  const rest =
    config.value === null ? [] : await checkSurroundings(config.value, options, variables)
  const checks = [node, config.check, ...rest]
  terminal.print(
    options.format === 'json'
      ? JSON.stringify(checks, null, 2)
      : table(checks.map(({ name, state, detail }) => [name, state, detail])),
  )
  return checks.every(({ state }) => state === 'fine') ? exitCodes.fine : exitCodes.failed
}

const checkSurroundings = async (
  config: Config,
  options: DoctorOptions,
  variables: CommandContext['variables'],
): Promise<readonly Check[]> => {
  const repository = await attempt('repository', async () => {
    if (isToBeFetched(config)) return { value: null, detail: 'not fetched yet; `work` fetches it' }
    const opened = await openRepository(config, variables.PATH)
    const target = await opened.resolve({ branch: config.source.branch, commit: null })
    const reader = await opened.describeReader()
    const shallow = (await opened.isShallow()) ? ', shallow' : ''
    return {
      value: null,
      detail: `${reader}, ${target.ref} at ${target.commit.slice(0, 12)}${shallow}`,
    }
  })
  const database = await attempt('database', async () => {
    const connections = await connectExisting(config)
    if (connections === null)
      return { value: null, detail: 'not created yet; `publish` creates it' }
    try {
      const { server, vector } = await readServerVersions(connections.database)
      const detail = `PostgreSQL ${server}, pgvector ${vector}`
      const danger = vectorDanger(vector)
      if (danger !== null) throw new ContentError('DATABASE', `${detail}: ${danger}`)
      return { value: null, detail }
    } finally {
      await connections.close()
    }
  })
  const bucket = await attempt('bucket', async () => {
    const place = config.environment.bucket
    const address = place.kind === 'file' ? place.directory : `s3://${place.bucket}/${place.prefix}`
    const opened = await openBucket(config)
    const pointer = await readPointer(opened)
    const release = pointer === null ? 'nothing published yet' : `release ${pointer.sequence}`
    if (options.try === true) await tryBucket(opened)
    const tried = options.try === true ? ', written to' : ''
    return { value: null, detail: `${address}, ${release}${tried}` }
  })
  const embedder = await attempt('embedder', async () => {
    const { model } = await configuredEmbedder(config)
    if (options.try !== true) return { value: null, detail: model }
    const asked = await embedderOf(config, model, 'question')
    await asked?.embed(['lesson'])
    return { value: null, detail: `${model}, answers` }
  })
  const remote = config.remote === null ? [] : [await checkRemote(config, config.remote, variables)]
  return [repository.check, ...remote, database.check, bucket.check, embedder.check]
}

const checkRemote = async (
  { source: { branch } }: Config,
  remote: RemoteConfig,
  { PATH: path }: CommandContext['variables'],
): Promise<Check> => {
  const { check } = await attempt('remote', async () => {
    const commit = await askRemote({ remote, branch, path })
    return { value: null, detail: `${remote.url}, ${branch} at ${commit.slice(0, 12)}` }
  })
  return check
}

const attempt = async <T>(
  name: string,
  run: () => Promise<{ readonly value: T; readonly detail: string }>,
): Promise<{ readonly check: Check; readonly value: T | null }> => {
  try {
    const { value, detail } = await run()
    return { check: { name, state: 'fine', detail }, value }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const hint = error instanceof ContentError ? error.hint : ''
    const detail = `${message} ${hint}`.trimEnd()
    return { check: { name, state: 'broken', detail }, value: null }
  }
}
