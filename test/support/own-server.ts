import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openPostgres } from '../../src/database/pg.ts'
import { freePort } from './free-port.ts'

/** A PostgreSQL server of a test's own. */
export type OwnServer = AsyncDisposable & {
  readonly url: string
  readonly start: () => Promise<void>
  /** `fast` ends all sessions, `immediate` is as if it had crashed. */
  readonly stop: (how: 'fast' | 'immediate') => Promise<void>
}

/** Where the programs of the server at `url` lie; null where that is not on this machine. */
export const serverPrograms = async (url: string): Promise<string | null> => {
  const db = await openPostgres(url)
  const [row] = await db.query("select setting from pg_config where name = 'BINDIR'")
  await db.close()
  const programs = String(row?.setting)
  return existsSync(join(programs, 'initdb')) ? programs : null
}

/** Starts one with the programs of a directory. */
export const openOwnServer = async (programs: string): Promise<OwnServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-own-server-'))
  if (isRoot) await run('chown', ['postgres', directory])
  const data = join(directory, 'data')
  const port = await freePort()
  await runAsServer(join(programs, 'initdb'), '-D', data, '-A', 'trust', '-U', 'postgres', '-N')
  const control = (...args: readonly string[]): Promise<unknown> =>
    runAsServer(join(programs, 'pg_ctl'), '-D', data, '-l', join(directory, 'log'), '-w', ...args)
  const options = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1 -c fsync=off`
  const own: OwnServer = {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start: async () => {
      await control('start', '-o', options)
    },
    stop: async (how) => {
      await control('stop', '-m', how)
    },
    [Symbol.asyncDispose]: async () => {
      await control('stop', '-m', 'immediate').catch(() => {})
      await rm(directory, { recursive: true, force: true })
    },
  }
  await own.start()
  return own
}

const run = promisify(execFile)
const isRoot = process.getuid?.() === 0

// A server refuses to run as root.
const runAsServer = (program: string, ...args: readonly string[]): Promise<unknown> =>
  isRoot
    ? run('runuser', ['-u', 'postgres', '--', program, ...args], { cwd: '/' })
    : run(program, [...args])
