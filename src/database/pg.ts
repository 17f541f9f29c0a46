import pg from 'pg'
import { ContentError } from '../errors.ts'
import type { Database, Row } from './database.ts'
import { databaseError } from './driver-error.ts'
import { createPgSession } from './pg-session.ts'
import { connectionError, parseAddress } from './server-address.ts'
import { silenceWatch, type Watch } from './silence.ts'

/**
 * Connects to a server (`postgres://user:password@host:port/database`) and returns it once it has
 * answered. Values are typed as `createDecoder` says. Errors name host and database, never user or password.
 */
export const openPostgres = async (url: string): Promise<Database> => {
  const address = parseAddress(url)
  const processes = new WeakMap<pg.ClientBase, number>()
  const pool = createPool(url, processes)
  const watch = silenceWatch(url, address.patience, (client) => processes.get(client))
  const connect = async (): Promise<pg.PoolClient> => {
    try {
      return await pool.connect()
    } catch (error) {
      throw connectionError(address, error)
    }
  }
  const database = databaseOver(connect, watch, () => pool.end())
  try {
    await database.query('select 1')
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

// The last four have the server end a transaction whose client stopped, or is gone without a word, in the
// midst of it: a publisher holds the fence there, and all others wait for it.
const sessionSettings = `
  set timezone = 'UTC'; set datestyle = 'ISO'; set extra_float_digits = 1;
  set idle_in_transaction_session_timeout = '60s';
  set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3`

const createPool = (url: string, processes: WeakMap<pg.ClientBase, number>): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'hma-content',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    max: 8,
    // Values stay PostgreSQL's text, so that one decoder serves both drivers.
    types: { getTypeParser: () => (text: string) => text },
    onConnect: async (client) => {
      await client.query(sessionSettings)
      const { rows } = await client.query<{ pid: string }>('select pg_backend_pid() as pid')
      processes.set(client, Number(rows[0]?.pid))
    },
  })
  // A server that restarts ends idle connections; the pool drops them and the next statement connects
  // anew or says why it cannot. Without a listener Node would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const databaseOver = (
  connect: () => Promise<pg.PoolClient>,
  watch: Watch,
  close: () => Promise<void>,
): Database => {
  const session = createPgSession(watch)
  const withClient = async <T>(run: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await connect()
    try {
      const result = await run(client)
      client.release()
      return result
    } catch (error) {
      await releaseAfterError(client, watch)
      throw error
    }
  }
  return {
    query: <R extends Row>(sql: string, parameters?: readonly unknown[]) =>
      withClient((client) => session(client).query<R>(sql, parameters)),
    copyBinary: (target, rows) => withClient((client) => session(client).copyBinary(target, rows)),
    transaction: (run) =>
      withClient(async (client) => {
        await control(client, watch, 'begin')
        const result = await run(session(client))
        // COMMIT of an aborted transaction is answered by ROLLBACK, and by no error.
        if ((await control(client, watch, 'commit')) !== 'COMMIT')
          throw new ContentError('DATABASE', 'Cannot commit: a statement had failed before')
        return result
      }),
    script: (sql) =>
      withClient(async (client) => {
        try {
          await watch(client, client.query(sql))
        } catch (error) {
          throw databaseError('run the script', error)
        }
      }),
    close,
  }
}

// Ends whatever transaction is open; a connection that cannot even do that is thrown away.
const releaseAfterError = async (client: pg.PoolClient, watch: Watch): Promise<void> => {
  try {
    await watch(client, client.query('rollback'))
    client.release()
  } catch {
    client.release(true)
  }
}

const control = async (
  client: pg.PoolClient,
  watch: Watch,
  sql: 'begin' | 'commit',
): Promise<string> => {
  try {
    return (await watch(client, client.query(sql))).command
  } catch (error) {
    throw databaseError(sql, error)
  }
}
