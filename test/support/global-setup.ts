import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate, migrationsDirectory } from '../../src/database/migrate.ts'
import { readMigrations } from '../../src/database/migration-file.ts'
import { buildTemplate } from '../../src/database/pglite.ts'
import { sha256 } from '../../src/identifier.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a migrated, empty embedded database's files. */
    databaseTemplate: string
  }
}

/** Builds the template of the migrated embedded database, or finds that of an earlier run. */
export const setup = async (project: TestProject): Promise<void> => {
  const path = join(tmpdir(), `hma-content-test-${await templateKey()}.tar`)
  if (!existsSync(path)) {
    const template = await buildTemplate((db) => migrate(db, migrationsDirectory))
    // Renamed into place, so that runs side by side never read half a file.
    const draft = `${path}.${process.pid}`
    await writeFile(draft, Buffer.from(await template.arrayBuffer()))
    await rename(draft, path)
  }
  project.provide('databaseTemplate', path)
  if (!process.env.HMA_TEST_DATABASE_URL)
    process.stdout.write(
      'HMA_TEST_DATABASE_URL is not set: PostgreSQL server not tested, PGlite is.\n',
    )
}

const templateKey = async (): Promise<string> => {
  const migrations = await readMigrations(migrationsDirectory)
  const require = createRequire(import.meta.url)
  const lock = await readFile(join(require.resolve('@electric-sql/pglite'), '../../package.json'))
  const extension = await readFile(
    join(require.resolve('@electric-sql/pglite-pgvector'), '../../package.json'),
  )
  return sha256(
    [lock, extension, ...migrations.map((migration) => migration.checksum)].map(String).join('\n'),
  ).slice(0, 16)
}
