import { existsSync, openAsBlob } from 'node:fs'
import type { Bucket } from './bucket/bucket.ts'
import { collectOften } from './bucket/collect-often.ts'
import { openFileBucket } from './bucket/file-bucket.ts'
import { headersMark } from './bucket/headers-mark.ts'
import { rememberingBucket } from './bucket/remembering-bucket.ts'
import type { Config } from './config.ts'
import { takeTurn } from './database/allowances.ts'
import type { Database } from './database/database.ts'
import { openKnownObjects } from './database/known-objects.ts'
import { lockDirectory } from './database/lock.ts'
import { migrate, migrationsDirectory, pendingMigrations } from './database/migrate.ts'
import type { ForeignSql } from './database/pglite.ts'
import { isUnused } from './database/status-queries.ts'
import type { Embedder, Patience, Turn } from './embedder.ts'
import { ContentError } from './errors.ts'
import { adoptObjects } from './line/adopt-objects.ts'
import { headersDigest } from './media/object-headers.ts'
import { configuredEmbedder, embedderOf } from './open-embedder.ts'
import { reach } from './point.ts'
import type { Cdn } from './publish/cdn.ts'
import { createStateDirectory } from './state-directory.ts'

/** What a command publishes to, opened; where adapters of these are chosen, and loaded only then. */
export type Connections = {
  readonly database: Database
  /** The embedded database for libraries with SQL of their own; null for a server, to which they connect themselves. */
  readonly foreign: ForeignSql | null
  readonly bucket: Bucket
  /** The bucket for who looks at all there is: what is read of it is not kept from `gc` thereby. */
  readonly wholeBucket: Bucket
  /** Null where nothing stands between the bucket and its readers. */
  readonly cdn: Cdn | null
  /** The embedder that the configuration names. */
  readonly embedder: Embedder
  /** The embedder of a model, as its vectors name it; null where this configuration cannot ask it. */
  readonly embedderOf: (model: string, patience: Patience) => Promise<Embedder | null>
  readonly close: () => Promise<void>
}

/**
 * Opens what the configuration names, creates what is not there yet and brings the database's schema
 * up to date. The embedded database is locked to this process, and objects that are used are kept from `gc`.
 * @throws ContentError `LOCKED`, `DATABASE`, `MIGRATION`
 */
export const connect = async (config: Config): Promise<Connections> => {
  createStateDirectory(config.stateDirectory)
  const connections = await open(config)
  try {
    await migrate(connections.database, migrationsDirectory)
    reach('database-migrated')
  } catch (error) {
    await connections.close()
    throw error
  }
  const { bucket, database } = connections
  return { ...connections, bucket: adoptObjects(bucket, database) }
}

/**
 * Opens what is there and creates nothing; null where nothing was ever published.
 * @throws ContentError `MIGRATION` where the database's schema is older than this program
 */
export const connectExisting = async (config: Config): Promise<Connections | null> => {
  const { database } = config.environment
  if (database.kind === 'pglite' && !existsSync(database.directory)) return null
  const connections = await open(config)
  try {
    const pending = await pendingMigrations(connections.database, migrationsDirectory)
    if (pending.length === 0) return connections
    if (await isUnused(connections.database)) {
      await connections.close()
      return null
    }
    throw new ContentError('MIGRATION', `The database lacks ${pending.length} migrations.`, {
      hint: 'Run `hma-content migrate`.',
    })
  } catch (error) {
    await connections.close()
    throw error
  }
}

const open = async (config: Config): Promise<Connections> => {
  const { database, foreign, close } = await openDatabase(config)
  reach('database-opened')
  const turn: Turn = (model, weight) => takeTurn(database, model, weight)
  const bucket = await openRemembering(config, database)
  return {
    database,
    foreign,
    bucket,
    wholeBucket: bucket,
    cdn: await openCdn(config),
    embedder: await configuredEmbedder(config, turn),
    embedderOf: (model, patience) => embedderOf(config, model, patience, turn),
    close,
  }
}

/** The bucket that the configuration names; nothing is created in it. */
export const openBucket = async ({ environment: { bucket } }: Config): Promise<Bucket> => {
  if (bucket.kind === 'file') return openFileBucket(bucket.directory)
  // Already loading the SDK would make V8 generous.
  collectOften()
  const { openS3Bucket } = await import('./bucket/s3-bucket.ts')
  return openS3Bucket(bucket)
}

const openRemembering = async (config: Config, database: Database): Promise<Bucket> => {
  const { address, cacheTag } = bucketPlace(config)
  return rememberingBucket({
    bucket: await openBucket(config),
    known: openKnownObjects(database, address, headersDigest(cacheTag)),
    mark: (headers) => headersMark(headers, cacheTag),
  })
}

/** By what the database knows the configured bucket, and where that keeps cache tags. */
export const bucketPlace = ({
  environment: { bucket },
}: Config): { readonly address: string; readonly cacheTag: string | null } => {
  if (bucket.kind === 'file')
    return { address: `file:${bucket.directory}`, cacheTag: 'in the record' }
  const { cacheTag, prefix, endpoint } = bucket
  const server = endpoint === null ? '' : ` at ${endpoint}`
  return { address: `s3://${bucket.bucket}/${prefix}${server}`, cacheTag }
}

const openCdn = async ({ environment: { distribution, bucket } }: Config): Promise<Cdn | null> => {
  if (distribution === null) return null
  const { openCloudfront } = await import('./publish/cloudfront.ts')
  return openCloudfront(distribution, bucket.kind === 's3' && bucket.cacheTag !== null)
}

type OpenDatabase = Pick<Connections, 'database' | 'foreign' | 'close'>

const openDatabase = async (config: Config): Promise<OpenDatabase> => {
  const { database: settings } = config.environment
  if (settings.kind === 'postgres') {
    const { openPostgres } = await import('./database/pg.ts')
    const database = await openPostgres(settings.url)
    return { database, foreign: null, close: database.close }
  }
  const lock = await lockDirectory(settings.directory)
  try {
    const { openPglite } = await import('./database/pglite.ts')
    const database = await openPglite(settings.directory, await templateFor(config))
    const close = async (): Promise<void> => {
      await database.close()
      await lock.release()
    }
    return { database, foreign: database.foreign, close }
  } catch (error) {
    await lock.release()
    throw error
  }
}

// Making a database's files takes seconds; once made, they are kept for the next new state on this machine.
const templateFor = async ({
  environment: { database },
  cacheDirectory,
}: Config): Promise<{ readonly template?: Blob }> => {
  if (database.kind !== 'pglite' || existsSync(database.directory) || cacheDirectory === null) {
    return {}
  }
  const { templatePath } = await import('./database/pglite-template.ts')
  try {
    return { template: await openAsBlob(await templatePath(cacheDirectory)) }
  } catch {
    // A cache that cannot be written or read is none.
    return {}
  }
}
