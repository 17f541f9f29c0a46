import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PgBoss } from 'pg-boss'
import { expect, vi } from 'vitest'
import type { Database, Row } from '../../src/database/database.ts'
import { openPostgres } from '../../src/database/pg.ts'
import { type Line, openLine } from '../support/line.ts'
import { type OwnServer, openOwnServer } from '../support/own-server.ts'
import {
  deliver,
  end,
  type Running,
  serve,
  startService,
  type Trouble,
  waitFor,
} from '../support/service.ts'
import { whenTrapped } from '../support/stopped.ts'
import { article, openTestService, type TestService } from '../support/workplace.ts'

/** A service under way: real processes, of which each fault hits one, or what they need. */
export type Scene = AsyncDisposable & {
  readonly service: TestService
  /** Its processes: who takes deliveries first, then the workers. */
  readonly processes: () => readonly Running[]
  /** Pushes an article more; gives the commit. */
  readonly push: (...flags: readonly string[]) => Promise<string>
  /** Delivers, signed as it should be, that the branch has moved; gives the status, 0 where none came. */
  readonly tell: (commit: string, id?: string) => Promise<number>
  readonly forge: (commit: string) => Promise<number>
  /** Has the first process that comes to a point ended or stopped there: `SIGKILL recorded`. */
  readonly trap: (signal: string) => Promise<void>
  /** The process that went into the trap. */
  readonly trapped: () => Promise<Running>
  /** Starts another in place of each that has ended. */
  readonly revive: () => Promise<void>
  /** What has been written down and pushed so far. */
  readonly told: ReadonlySet<string>
  readonly pushed: () => number
}

type Host = Pick<TestService, 'directory' | 'variables'>

/** Who takes deliveries, and as many workers, each with what is wrong with it. */
const openScene = async (
  service: TestService,
  host: Host,
  doorFlags: readonly string[],
  workers: readonly Trouble[],
): Promise<Scene> => {
  const path = join(service.directory, 'trap')
  const startDoor = () => serve(host, doorFlags, { trap: path })
  // It looks at the branch as it begins, and has asked for that once it says that it works.
  const startWorker = async (trouble: Trouble): Promise<Running> => {
    const worker = startService(host, ['work', '--interval', '600'], { ...trouble, trap: path })
    await vi.waitFor(() => expect(worker.printed()).toContain('Working.'), waitFor)
    return worker
  }
  let door = await startDoor()
  const others = await Promise.all(workers.map(startWorker))
  const told = new Set<string>()
  let pushed = 1
  const processes = (): readonly Running[] => [door, ...others]
  const hasEnded = ({ child }: Running): boolean =>
    child.exitCode !== null || child.signalCode !== null
  return {
    service,
    processes,
    told,
    pushed: () => pushed,
    push: async (...flags) => {
      pushed += 1
      await service.source.write({ [`lessons/l${pushed}.md`]: article(`Lesson ${pushed}`) })
      return service.push(`Add lesson ${pushed}`, ...flags)
    },
    tell: async (commit, id = crypto.randomUUID()) => {
      const status = await deliver(door.url, commit, { id }).catch(() => 0)
      if (status === 202) told.add(id)
      return status
    },
    forge: (commit) => deliver(door.url, commit, { key: 'forged' }),
    trap: (signal) => writeFile(path, signal),
    trapped: async () => {
      const pid = await whenTrapped(service.directory)
      const found = processes().find(({ child }) => child.pid === pid)
      if (found === undefined) throw new Error(`Nobody here is process ${pid}.`)
      return found
    },
    revive: async () => {
      if (hasEnded(door)) door = await startDoor()
      for (const [at, each] of others.entries())
        if (hasEnded(each)) others[at] = await startWorker(workers[at] ?? {})
    },
    [Symbol.asyncDispose]: async () => {
      for (const each of processes()) await end(each, 'SIGKILL')
    },
  }
}

/** One process on the embedded database, which looks at the branch by itself every other second. */
export const openEmbeddedScene = async (): Promise<Scene> => {
  const service = await openTestService({ 'lessons/l1.md': article('Lesson 1') }, 'embedded')
  const scene = await openScene(service, service, ['--interval', '2'], [])
  return {
    ...scene,
    [Symbol.asyncDispose]: async () => {
      await scene[Symbol.asyncDispose]()
      await service[Symbol.asyncDispose]()
    },
  }
}

/** A scene on a server that can be stopped, over a line that can fail. */
export type ServerScene = Scene & {
  readonly server: OwnServer
  readonly line: Line
  /** Waits until no publish is asked for or under way. */
  readonly settled: () => Promise<void>
  /** Runs a statement in the service's database. */
  readonly query: <R extends Row>(sql: string) => Promise<readonly R[]>
}

const day = 86_400

/** Three workers, whose machines' clocks are a day apart, on a server with the programs of a directory. */
export const openServerScene = async (programs: string): Promise<ServerScene> => {
  const server = await openOwnServer(programs)
  const service = await openTestService({ 'lessons/l1.md': article('Lesson 1') }, server.url)
  const address = service.variables.DATABASE_URL ?? ''
  const line = await openLine(address, { tcp_user_timeout: '2000' })
  const host = { directory: service.directory, variables: { DATABASE_URL: line.url } }
  const clocks = [{}, { clock: day }, { clock: -day }]
  const scene = await openScene(service, host, ['--interval', '600'], clocks)
  const hurrying = await hurry(address)
  const query = async <R extends Row>(sql: string): Promise<readonly R[]> => {
    const db: Database = await openPostgres(address)
    try {
      return await db.query<R>(sql)
    } finally {
      await db.close()
    }
  }
  const unfinished = (): Promise<readonly Row[]> =>
    query("select 1 from queue.job where name = 'publish' and state < 'completed'")
  const settled = async (): Promise<void> => {
    await expect.poll(unfinished, waitFor).toEqual([])
  }
  return {
    ...scene,
    server,
    line,
    query,
    settled,
    // A job of before, such as another attempt of one whose worker was killed, would go into it with the branch as it was then.
    trap: async (signal) => {
      await settled()
      await scene.trap(signal)
    },
    [Symbol.asyncDispose]: async () => {
      await scene[Symbol.asyncDispose]()
      await hurrying[Symbol.asyncDispose]()
      await line[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

/**
 * A worker that says nothing loses its job after three seconds, not thirty; somebody sees to that every second, and wakes who would
 * look for another attempt only every ten.
 */
const hurry = async (url: string): Promise<AsyncDisposable> => {
  const db = await openPostgres(url)
  await db.query('update queue.queue set heartbeat_seconds = 3, retry_delay = 1')
  await db.close()
  const boss = new PgBoss({
    connectionString: url,
    schema: 'queue',
    schedule: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  })
  boss.on('error', () => {})
  await boss.start()
  // The channel is pg-boss's own (12.35.0, `notifyChannelSql`).
  const wake =
    "select pg_notify('pgboss_' || left(encode(sha224('queue'::bytea), 'hex'), 24), 'publish')"
  const timer = setInterval(() => {
    boss
      .getDb()
      .executeSql(wake)
      .catch(() => {})
  }, 1_000)
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer)
      await boss.stop({ graceful: false })
    },
  }
}
