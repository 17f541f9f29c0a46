import type { Database } from '../../src/database/database.ts'
import { openPostgres } from '../../src/database/pg.ts'
import { openPglite } from '../../src/database/pglite.ts'
import type { QueuePlace } from '../../src/queue/pg-boss-queue.ts'
import { createServerDatabase, readTemplate, serverUrl } from './database.ts'

/** A database for jobs, as a queue is opened on it. */
export type OpenedQueuePlace = {
  readonly database: Database
  readonly place: QueuePlace
  readonly close: () => Promise<void>
}

const openEmbeddedPlace = async (): Promise<OpenedQueuePlace> => {
  const database = await openPglite(null, { template: await readTemplate() })
  return { database, place: { kind: 'embedded', sql: database.foreign }, close: database.close }
}

/** A database of its own on the server. */
export const openServerPlace = async (): Promise<OpenedQueuePlace> => {
  const created = await createServerDatabase(serverUrl ?? '')
  const database = await openPostgres(created.url)
  const close = async (): Promise<void> => {
    await database.close()
    await created.drop()
  }
  return { database, place: { kind: 'server', url: created.url }, close }
}

/** Where queues can be, each with its name: the embedded database and, where there is one, a server. */
export const queuePlaces: readonly (readonly [string, () => Promise<OpenedQueuePlace>])[] = [
  ['the embedded database', openEmbeddedPlace],
  ...(serverUrl === undefined ? [] : [['a server', openServerPlace] as const]),
]
