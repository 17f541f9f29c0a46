import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { sha256 } from '../identifier.ts'
import { migrate, migrationsDirectory } from './migrate.ts'
import { readMigrations } from './migration-file.ts'
import { buildTemplate } from './pglite.ts'

/**
 * The files of a new, migrated embedded database, as a file that `openPglite` takes for its template: built once for
 * each version of the database and its migrations, which takes 5 s, and kept in a directory. Rejects where that
 * cannot be written.
 */
export const templatePath = async (directory: string): Promise<string> => {
  const path = join(directory, `pglite-${await templateKey()}.tar`)
  if (existsSync(path)) return path
  const template = await buildTemplate((db) => migrate(db, migrationsDirectory))
  await mkdir(directory, { recursive: true })
  // Renamed into place, so that runs side by side never read half a file.
  const draft = `${path}.${process.pid}`
  await writeFile(draft, template.stream())
  await rename(draft, path)
  return path
}

const templateKey = async (): Promise<string> => {
  const require = createRequire(import.meta.url)
  const packages = ['@electric-sql/pglite', '@electric-sql/pglite-pgvector'].map((name) =>
    readFile(join(require.resolve(name), '../../package.json')),
  )
  const migrations = await readMigrations(migrationsDirectory)
  const parts = [
    ...(await Promise.all(packages)),
    ...migrations.map(({ name, checksum }) => name + checksum),
  ]
  return sha256(parts.map(String).join('\n')).slice(0, 16)
}
