import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
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
  const draft = `${path}.${randomUUID()}`
  try {
    await writeFile(draft, template.stream(), { flush: true })
    await linkOnce(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
  return path
}

// Runs side by side never read half a file, nor lose the one that they read to another's: the first to link
// has made it, and what the others made is the same. It is on the disk by then, since nobody would make it anew.
const linkOnce = async (draft: string, path: string): Promise<void> => {
  try {
    await link(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
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
