import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'

/** Which kind of database a run is measured on. */
export type DatabaseKind = 'pglite' | 'native'

/** An empty place to publish to; `dispose` leaves nothing of it. */
export type Target = {
  readonly kind: DatabaseKind
  readonly state: string
  readonly databaseUrl: string | null
  readonly dispose: () => Promise<void>
}

let opened = 0

/** Opens an empty target: a state directory, and on a server a database of its own. */
export const openTarget = async (
  kind: DatabaseKind,
  directory: string,
  serverUrl: string | null,
): Promise<Target> => {
  opened += 1
  const state = join(directory, `state-${opened}`)
  const removeState = (): Promise<void> => rm(state, { recursive: true, force: true })
  if (kind === 'pglite') return { kind, state, databaseUrl: null, dispose: removeState }
  if (serverUrl === null) throw new Error('Expected HMA_BENCH_DATABASE_URL for a native database.')
  const name = `bench_${process.pid}_${opened}`
  await onServer(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const dispose = async (): Promise<void> => {
    await onServer(serverUrl, `drop database if exists ${name} with (force)`)
    await removeState()
  }
  return { kind, state, databaseUrl: url.href, dispose }
}

/** Runs one statement on a server and gives its rows. */
export const onServer = async (
  url: string,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(sql)
    return rows as readonly Readonly<Record<string, unknown>>[]
  } finally {
    await client.end()
  }
}
