import { type Config, type ConfigFlags, readConfig } from '../config.ts'
import { connectExisting, openBucket } from '../connect.ts'
import { readServerVersions } from '../database/status-queries.ts'
import { vectorDanger } from '../database/vector-version.ts'
import { ContentError } from '../errors.ts'
import { configuredEmbedder } from '../open-embedder.ts'
import { openRepository } from '../open-repository.ts'
import { type CommandContext, exitCodes, table } from '../output/terminal.ts'
import { readPointer } from '../publish/write-pointer.ts'

export type DoctorOptions = ConfigFlags & { readonly format: 'text' | 'json' }

/** One thing that has to be right before anything works. */
type Check = { readonly name: string; readonly state: 'fine' | 'broken'; readonly detail: string }

/** Looks at everything the tool depends on and says what is missing. */
export const doctor = async (
  options: DoctorOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const node: Check = { name: 'node', state: 'fine', detail: process.versions.node }
  const config = await attempt('configuration', async () => {
    const read = readConfig(options, variables)
    return {
      value: read,
      detail: `${read.collections.length} collections, branch ${read.source.branch}`,
    }
  })
  const rest = config.value === null ? [] : await checkSurroundings(config.value, variables)
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
  variables: CommandContext['variables'],
): Promise<readonly Check[]> => {
  const repository = await attempt('repository', async () => {
    const opened = await openRepository(config, variables.PATH)
    const target = await opened.resolve({ branch: config.source.branch, commit: null })
    const reader = await opened.describeReader()
    const shallow = (await opened.isShallow()) ? ', shallow' : ''
    return {
      value: opened,
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
    const pointer = await readPointer(await openBucket(config))
    const release = pointer === null ? 'nothing published yet' : `release ${pointer.sequence}`
    return { value: null, detail: `${address}, ${release}` }
  })
  const embedder: Check = {
    name: 'embedder',
    state: 'fine',
    detail: (await configuredEmbedder(config)).model,
  }
  return [repository.check, database.check, bucket.check, embedder]
}

const attempt = async <T>(
  name: string,
  run: () => Promise<{ readonly value: T; readonly detail: string }>,
): Promise<{ readonly check: Check; readonly value: T | null }> => {
  try {
    const { value, detail } = await run()
    return { check: { name, state: 'fine', detail }, value }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return { check: { name, state: 'broken', detail }, value: null }
  }
}
