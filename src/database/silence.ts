import { Socket } from 'node:net'
import pg from 'pg'
import { sqlState } from './driver-error.ts'

/** Awaits what a connection was asked, and ends the connection where nothing can come of it any more. */
export type Watch = <T>(client: pg.PoolClient, answer: Promise<T>) => Promise<T>

/**
 * A watch over connections to a server. Where nothing has come or gone for `patience` milliseconds, the server is asked over another
 * connection whether it still works on the statement: an index may take an hour, but what a network has lost is never answered, and TCP
 * tells only after a quarter of an hour. Three times `patience` after the last of it at most, the statement fails. `pidOf` gives the server's process.
 */
export const silenceWatch =
  (url: string, patience: number, pidOf: (client: pg.PoolClient) => number | undefined): Watch =>
  async (client, answer) => {
    const { stream } = client.connection
    const passed = (): number =>
      stream instanceof Socket ? stream.bytesRead + stream.bytesWritten : 0
    let before = passed()
    let isAsking = false
    let isOver = false
    const look = async (): Promise<void> => {
      const isSilent = passed() === before
      before = passed()
      if (!isSilent || isAsking) return
      isAsking = true
      const works = await isAtWork(url, patience, pidOf(client))
      isAsking = false
      // What had come meanwhile, or before a process that slept woke up, has been read by now.
      if (works || isOver || passed() !== before) return
      stream.destroy(new Error('the server has gone silent'))
    }
    const timer = setInterval(look, patience)
    try {
      return await answer
    } finally {
      isOver = true
      clearInterval(timer)
    }
  }

/** Whether a process of the server is in the midst of a statement; false where the server cannot be reached. */
const isAtWork = async (url: string, patience: number, pid = 0): Promise<boolean> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'hma-content',
    connectionTimeoutMillis: patience / 2,
    query_timeout: patience / 2,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const text =
      "select 1 from pg_stat_activity where pid = $1 and coalesce(state, '') not like 'idle%'"
    return (await client.query(text, [pid])).rowCount === 1
  } catch (error) {
    // A server that refuses, as for want of connections, is there.
    return sqlState(error) !== undefined
  } finally {
    client.connection.stream.destroy()
  }
}
