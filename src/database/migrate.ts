import { fileURLToPath } from 'node:url'
import type { Database, Transaction } from './database.ts'
import { reason } from './driver-error.ts'
import { type MigrationFile, migrationError, readMigrations } from './migration-file.ts'

/** Where the tool's own migrations lie, seen from `src` and from `dist` alike. */
export const migrationsDirectory: string = fileURLToPath(
  new URL('../../schemas/database', import.meta.url),
)

// Any number would do, as long as every runner takes the same.
const lockKey = 4_861_523_907

/**
 * Applies what the database lacks, in order, each file in a transaction of its own, and returns the
 * names of what it applied. Runners side by side apply each file once; a killed one leaves no file
 * half applied. An applied file that was edited, removed or overtaken is a `MIGRATION` error naming it, as is
 * a statement that fails, with file and line.
 */
export const migrate = async (db: Database, directory: string): Promise<readonly string[]> => {
  const files = await readMigrations(directory)
  const applied: string[] = []
  for (;;) {
    const name = await db.transaction((transaction) => applyNext(transaction, files))
    if (name === undefined) return applied
    applied.push(name)
  }
}

/** The names of the files that `migrate` would apply, with the same checks; changes nothing. */
export const pendingMigrations = async (
  db: Database,
  directory: string,
): Promise<readonly string[]> => {
  const files = await readMigrations(directory)
  const [found] = await db.query<{ known: boolean }>(
    "select to_regclass('pipeline.migrations') is not null as known",
  )
  const pending = found?.known === true ? await pendingOf(db, files) : files
  return pending.map((file) => file.name)
}

const applyNext = async (
  transaction: Transaction,
  files: readonly MigrationFile[],
): Promise<string | undefined> => {
  // Held until the transaction ends, so what is read after it is what the last runner committed.
  await transaction.query('select pg_advisory_xact_lock($1)', [lockKey])
  await transaction.query('create schema if not exists pipeline')
  await transaction.query(
    `create table if not exists pipeline.migrations (
      name text primary key,
      checksum varchar(64) not null,
      applied_at timestamptz not null default now()
    )`,
  )
  const [next] = await pendingOf(transaction, files)
  if (next === undefined) return undefined
  await apply(transaction, next)
  await moveFence(transaction)
  await transaction.query('insert into pipeline.migrations (name, checksum) values ($1, $2)', [
    next.name,
    next.checksum,
  ])
  return next.name
}

/** A publisher of an older program that is under way meanwhile is refused, wherever it is. */
const moveFence = async (transaction: Transaction): Promise<void> => {
  const [found] = await transaction.query<{ known: boolean }>(
    "select to_regclass('pipeline.recorded') is not null as known",
  )
  if (found?.known === true)
    await transaction.query('update pipeline.recorded set fence = fence + 1')
}

const apply = async (transaction: Transaction, file: MigrationFile): Promise<void> => {
  for (const { text, line } of file.up)
    try {
      await transaction.query(text)
    } catch (error) {
      const at = line + linesBefore(text, error)
      throw migrationError(`Cannot apply \`${file.name}\`, line ${at}: ${reason(error)}`, error)
    }
}

/** How many lines of the statement precede the place that the server complains of, where it names one. */
const linesBefore = (statement: string, error: unknown): number => {
  const cause = error instanceof Error ? error.cause : undefined
  const position =
    cause instanceof Error && 'position' in cause ? Number(cause.position) : Number.NaN
  return Number.isNaN(position) ? 0 : statement.slice(0, position - 1).split('\n').length - 1
}

const pendingOf = async (
  on: Transaction,
  files: readonly MigrationFile[],
): Promise<readonly MigrationFile[]> => {
  const rows = await on.query<{ name: string; checksum: string }>(
    'select name, checksum from pipeline.migrations order by name collate "C"',
  )
  rows.forEach(({ name, checksum }, index) => {
    const file = files.find((candidate) => candidate.name === name)
    if (file === undefined) throw migrationError(`Missing migration \`${name}\`, which is applied`)
    if (file.checksum !== checksum)
      throw migrationError(
        `Expected \`${name}\` as it was applied, checksum \`${checksum}\`, got \`${file.checksum}\``,
      )
    const due = files[index]
    if (due !== undefined && due.name !== name)
      throw migrationError(`Expected \`${due.name}\` to come after \`${name}\`, which is applied`)
  })
  return files.slice(rows.length)
}
