import { readFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openPostgres } from '../../src/database/pg.ts'
import type { Point } from '../../src/point.ts'
import { hma } from '../support/cli.ts'
import { serverUrl } from '../support/database.ts'
import {
  deliver,
  end,
  liveCommit,
  type Running,
  serve,
  startService,
  waitFor,
} from '../support/service.ts'
import { article, openTestService, type TestService } from '../support/workplace.ts'

/** A server in between that can be away. */
type Line = AsyncDisposable & {
  readonly url: string
  readonly cut: () => void
  readonly mend: () => void
}

const openLine = async (url: string): Promise<Line> => {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let isAway = false
  const server = createServer((client) => {
    if (isAway) {
      client.destroy()
      return
    }
    const backend = connect(Number(target.port || 5432), target.hostname)
    for (const [socket, other] of [
      [client, backend],
      [backend, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => other.destroy())
      socket.pipe(other)
    }
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await listening
  const through = new URL(url)
  const address = server.address()
  through.port = String(typeof address === 'object' && address !== null ? address.port : '')
  const cut = (): void => {
    isAway = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: through.href,
    cut,
    mend: () => {
      isAway = false
    },
    [Symbol.asyncDispose]: async () => {
      cut()
      server.close()
    },
  }
}

type Begun = TestService & {
  readonly startWorker: (signal?: string) => Running
  /** Has a process end with the place. */
  readonly keep: <T extends Running>(running: T) => T
}

const begin = async (): Promise<Begun> => {
  const service = await openTestService({ 'lessons/wind.md': article('Wind') })
  const running: Running[] = []
  const keep = <T extends Running>(started: T): T => {
    running.push(started)
    return started
  }
  return {
    ...service,
    keep,
    startWorker: (signal) => keep(startService(service, ['work', '--interval', '600'], signal)),
    [Symbol.asyncDispose]: async () => {
      for (const each of running) await end(each, 'SIGKILL')
      await service[Symbol.asyncDispose]()
    },
  }
}

const edit = async ({ source, push }: TestService, words: string): Promise<string> => {
  await source.write({ 'lessons/wind.md': article('Wind', words) })
  return push()
}

/** How many versions there are; throws where anything is not as Git says. */
const soundVersions = async ({ directory, variables }: TestService): Promise<unknown> => {
  const { code, stdout } = await hma(directory, ['verify'], variables)
  if (code !== 0) throw new Error(stdout)
  const db = await openPostgres(variables.DATABASE_URL ?? '')
  const [row] = await db.query('select count(*)::int4 as count from versions.content_versions')
  await db.close()
  return row?.count
}

if (serverUrl === undefined)
  describe('the service', () => {
    it('is killed, stopped and cut off on a server only, since another has to go on there', () => {
      expect(serverUrl).toBe(undefined)
    })
  })
// Side by side, since most of each is waiting: a worker that says nothing loses its job after half a minute.
else
  describe.concurrent('the service, of which a process', () => {
    it('is killed when it has written a delivery down, or has fetched: another goes on', async ({
      expect,
    }) => {
      await using place = await begin()
      const door = place.keep(await serve(place, [], 'SIGKILL delivery-accepted 1'))
      const commit = await edit(place, 'Edit.')
      await expect(deliver(door.url, commit)).rejects.toThrow()
      const killed = place.startWorker('SIGKILL mirror-fetched 1')
      expect((await killed.ended).code).toBe(null)
      place.startWorker()
      await expect.poll(liveCommit(place), waitFor).toBe(commit)
      const db = await openPostgres(place.variables.DATABASE_URL ?? '')
      expect(await db.query('select event from pipeline.deliveries')).toEqual([{ event: 'push' }])
      await db.close()
      expect(await soundVersions(place)).toBe(2)
    })

    it.for<Point>(['recorded', 'manifest-object-put'])(
      'sleeps at %s: another publishes, and it is refused when it wakes (F9, F10, F11)',
      async (point, { expect }) => {
        await using place = await begin()
        const slept = place.startWorker(`SIGSTOP ${point} 1`)
        const reached = () => readFile(join(place.directory, 'reached'), 'utf8').catch(() => '')
        await expect.poll(reached, waitFor).toContain(`${point}\n`)
        const awake = place.startWorker()
        const commit = await edit(place, 'While it slept.')
        await expect.poll(liveCommit(place), waitFor).toBe(commit)
        slept.child.kill('SIGCONT')
        await expect.poll(slept.printed, waitFor).toContain('Another publisher was faster')
        expect(await liveCommit(place)()).toBe(commit)
        expect([slept.child.exitCode, awake.child.exitCode]).toEqual([null, null])
        expect(await soundVersions(place)).toBe(2)
      },
    )

    it('finds the database gone for a while: it lives, says so, and goes on (F6)', async ({
      expect,
    }) => {
      await using place = await begin()
      await using line = await openLine(place.variables.DATABASE_URL ?? '')
      const cutOff = { ...place, variables: { DATABASE_URL: line.url } }
      const door = place.keep(await serve(cutOff, ['--work', '--interval', '600']))
      await expect.poll(liveCommit(place), waitFor).toMatch(/^[0-9a-f]{40}$/)
      line.cut()
      const commit = await edit(place, 'While it was away.')
      expect(await deliver(door.url, commit)).toBe(503)
      line.mend()
      await expect.poll(() => deliver(door.url, commit), waitFor).toBe(202)
      await expect.poll(liveCommit(place), waitFor).toBe(commit)
      expect(await end(door, 'SIGTERM')).toBe(0)
      expect(await soundVersions(place)).toBe(2)
    })
  })
