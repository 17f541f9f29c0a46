import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { vector } from '@electric-sql/pglite-pgvector'
import { reach } from '../point.ts'
import type { Database } from './database.ts'
import { databaseError } from './driver-error.ts'
import { createPgliteSession } from './pglite-session.ts'

/** The embedded database for a library that has SQL of its own: as PGlite itself, with its own types of values. */
export type ForeignSql = Pick<PGlite, 'query' | 'exec' | 'listen'>

/** The embedded database, and what lets a library of others into it. */
export type EmbeddedDatabase = Database & { readonly foreign: ForeignSql }

/**
 * Opens the embedded database in `directory`, or in memory for null; a new one is unpacked from
 * `template` (see `buildTemplate`) where one is given, which takes 0.7 s instead of 5 s. Values are typed
 * as `createDecoder` says. The caller must hold the directory's lock, since PGlite has none and two
 * processes lose rows, and must call `close`, or the process never ends. Inside `transaction`, statements
 * on the database itself would wait for its end for ever: use the transaction's.
 */
export const openPglite = async (
  directory: string | null,
  options: { readonly template?: Blob } = {},
): Promise<EmbeddedDatabase> => {
  const { pglite, typed } = await createPglite(directory, options.template)
  return { ...databaseOver(pglite), foreign: foreignSql(pglite, typed) }
}

/** A database's files after `prepare`, as an uncompressed tar that `openPglite` takes as its template. */
export const buildTemplate = async (prepare: (db: Database) => Promise<unknown>): Promise<Blob> => {
  const { pglite } = await createPglite(null, undefined)
  try {
    await prepare(databaseOver(pglite))
    return await pglite.dumpDataDir('none')
  } finally {
    await pglite.close()
  }
}

type Types = Pick<PGlite, 'parsers' | 'serializers'>

/** The database, and how PGlite itself would type values, those of arrays included, which it reads from the database. */
const createPglite = async (
  directory: string | null,
  template: Blob | undefined,
): Promise<{ readonly pglite: PGlite; readonly typed: Types }> => {
  try {
    if (directory !== null) {
      if (!existsSync(join(directory, 'PG_VERSION'))) await makeFiles(directory, template)
      await rm(join(directory, serverLock), { force: true })
    }
    const pglite = await startPglite(directory, directory === null ? template : undefined)
    const typed = { parsers: { ...pglite.parsers }, serializers: { ...pglite.serializers } }
    leaveAsText(pglite)
    return { pglite, typed }
  } catch (error) {
    const place = directory === null ? 'in memory' : `\`${directory}\``
    throw databaseError(`open the embedded database ${place}`, error)
  }
}

// The server's own lock file, which it writes in two steps when it starts. Killed between them it leaves an
// empty one, with which no later start gets by ("failed to initialize properly", 0.5.14). Ours guards instead.
const serverLock = 'postmaster.pid'

/**
 * Makes a new database's files aside and moves them into place whole. PGlite takes any directory with a
 * `PG_VERSION` for a database and writes that file before the configuration: killed in between, it
 * leaves one that never starts ("failed to initialize properly", 0.5.14).
 */
const makeFiles = async (directory: string, template: Blob | undefined): Promise<void> => {
  const draft = `${directory}.draft`
  await rm(draft, { recursive: true, force: true })
  await mkdir(dirname(directory), { recursive: true })
  const pglite = await startPglite(draft, template)
  await pglite.close()
  reach('database-made')
  await rename(draft, directory)
}

const startPglite = (directory: string | null, template: Blob | undefined): Promise<PGlite> => {
  optimiseLate()
  return PGlite.create({
    ...(directory === null ? {} : { dataDir: directory }),
    ...(template === undefined ? {} : { loadDataDir: template }),
    extensions: { vector, pg_trgm },
  })
}

/**
 * Has V8 optimise a function of PostgreSQL when it has run for long, 77 times later than by itself. It would begin with
 * the start: a publish of nothing new then took 0.95 s and 660 MB, and takes 0.65 s and 290 MB so; one of 10,000 lessons
 * takes as long either way.
 */
const optimiseLate = (): void => setFlagsFromString('--wasm-tiering-budget=1000000000')

const databaseOver = (pglite: PGlite): Database => {
  const session = createPgliteSession()
  return {
    ...session(pglite),
    transaction: async (run) => {
      // PGlite reports a failing COMMIT (a deferred constraint) as its own error, ours are passed on.
      try {
        return await pglite.transaction(async (transaction) => {
          const statements = session(transaction)
          const result = await run(statements)
          // COMMIT of an aborted transaction silently rolls back; a statement fails there instead (25P02).
          await statements.query('select 1')
          return result
        })
      } catch (error) {
        throw sqlErrorOnly(error)
      }
    },
    script: async (sql) => {
      try {
        await pglite.exec(sql)
      } catch (error) {
        await pglite.exec('rollback')
        throw databaseError('run the script', error)
      }
    },
    close: () => pglite.close(),
  }
}

// A driver's error carries a `severity`; what `run` itself throws goes to its caller untouched.
const sqlErrorOnly = (error: unknown): unknown =>
  error instanceof Error && 'severity' in error ? databaseError('commit', error) : error

// What `leaveAsText` takes away is given back for each statement. Each waits for a transaction under way.
const foreignSql = (pglite: PGlite, typed: Types): ForeignSql => ({
  query: (sql, values) => pglite.query(sql, values, typed),
  exec: (sql) => pglite.exec(sql, typed),
  listen: (channel, hear) => pglite.listen(channel, hear),
})

// Values stay PostgreSQL's text both ways, so that one encoder and one decoder serve both drivers.
const leaveAsText = (pglite: PGlite): void => {
  for (const oid of Object.keys(pglite.parsers)) pglite.parsers[oid] = (text: string) => text
  for (const oid of Object.keys(pglite.serializers))
    pglite.serializers[oid] = (text: string) => text
}
