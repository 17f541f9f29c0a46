import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { inject } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { migrate, migrationsDirectory } from '../../src/database/migrate.ts'
import { openPostgres } from '../../src/database/pg.ts'
import { openPglite } from '../../src/database/pglite.ts'

/** Address of a server with pgvector on which tests may create databases; undefined where there is none. */
export const serverUrl: string | undefined = process.env.HMA_TEST_DATABASE_URL || undefined

/** A migrated, empty database of the test's own, on the server where one is named; close it. */
export const openTestDatabase = async (): Promise<Database> => {
  if (serverUrl === undefined) return openPglite(null, { template: await readTemplate() })
  const db = await openEmptyServerDatabase(serverUrl)
  await migrate(db, migrationsDirectory)
  return db
}

/** The migrated, empty embedded database's files. */
export const readTemplate = async (): Promise<Blob> =>
  new Blob([await readFile(inject('databaseTemplate'))])

/** A new database on the server, without any schema of ours; closing it drops it. */
export const openEmptyServerDatabase = async (url: string): Promise<Database> => {
  const created = await createServerDatabase(url)
  const db = await openPostgres(created.url)
  return {
    ...db,
    close: async () => {
      await db.close()
      await created.drop()
    },
  }
}

/** A new database on the server: its address, and what drops it. It begins as a copy of `template`, where one is given. */
export const createServerDatabase = async (
  url: string,
  template = 'template1',
): Promise<{ readonly url: string; readonly name: string; readonly drop: () => Promise<void> }> => {
  const name = `hma_test_${randomUUID().replaceAll('-', '')}`
  await onServer(url, `create database ${name} template ${template}`)
  const address = new URL(url)
  address.pathname = `/${name}`
  const drop = (): Promise<void> => onServer(url, `drop database ${name} with (force)`)
  return { url: address.href, name, drop }
}

const onServer = async (url: string, sql: string): Promise<void> => {
  const server = await openPostgres(url)
  await server.query(sql)
  await server.close()
}
