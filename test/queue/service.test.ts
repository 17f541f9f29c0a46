import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostgres } from '../../src/database/pg.ts'
import { hma, hmaJson } from '../support/cli.ts'
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

describe('the service on the embedded database', () => {
  it('publishes what is pushed when it is told, ends when it is asked, and keeps others out', async () => {
    await using service = await openTestService({ 'lessons/wind.md': article('Wind') }, 'embedded')
    const running = await serve(service)
    await expect.poll(liveCommit(service), waitFor).toMatch(/^[0-9a-f]{40}$/)
    await service.source.write({ 'lessons/dusk.md': article('Dusk', 'Deer move at dusk.') })
    const commit = await service.push()
    expect(await deliver(running.url, commit)).toBe(202)
    await expect.poll(liveCommit(service), waitFor).toBe(commit)
    const second = await hma(service.directory, ['work'], service.variables)
    expect([second.code, second.stderr]).toEqual([
      3,
      expect.stringContaining(`process ${running.child.pid}`),
    ])
    expect(await end(running, 'SIGTERM')).toBe(0)
    const found = await hmaJson<{ hits: readonly { slug: string }[] }>(service.directory, [
      'search',
      'deer at dusk',
    ])
    expect(JSON.stringify(found)).toContain('dusk')
    const jobs = await hmaJson<readonly { kind: string; state: string; id: string }[]>(
      service.directory,
      ['jobs', 'list'],
    )
    const published = jobs.filter(({ kind }) => kind === 'publish')
    expect(published.map(({ state }) => state)).toEqual(['done', 'done'])
    const shown = await hma(service.directory, ['jobs', 'show', published[0]?.id ?? ''])
    expect(shown.stdout).toContain(commit)
    expect((await hma(service.directory, ['jobs', 'retry', randomUUID()])).code).toBe(2)
    expect((await hma(service.directory, ['jobs', 'list'])).stdout).toMatch(/^id +job +state/)
  })

  it('says what it lacks to begin', async () => {
    await using service = await openTestService({ 'lessons/wind.md': article('Wind') }, 'embedded')
    const { code, stderr } = await hma(service.directory, ['serve', '--port', '0'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('GITHUB_WEBHOOK_SECRETS')])
    const elsewhere = await hma(service.source.directory, ['work'])
    expect(elsewhere.code).toBe(2)
  })
})

if (serverUrl !== undefined)
  describe('the service on a server, with three workers', () => {
    let service: TestService
    let door: Awaited<ReturnType<typeof serve>>
    let workers: readonly Running[]
    const startWorker = (): Running => startService(service, ['work', '--interval', '5'])

    beforeAll(async () => {
      service = await openTestService({ 'lessons/wind.md': article('Wind') })
      door = await serve(service)
      workers = [startWorker(), startWorker(), startWorker()]
    })
    afterAll(async () => {
      for (const each of [door, ...workers]) await end(each, 'SIGKILL')
      await service[Symbol.asyncDispose]()
    })

    let edits = 0
    const edit = async (): Promise<string> => {
      edits += 1
      await service.source.write({ 'lessons/wind.md': article('Wind', `Edit ${edits}.`) })
      return service.push()
    }
    /** Every version is there once, and all is as Git says. */
    const expectSound = async (): Promise<void> => {
      const db = await openPostgres(service.variables.DATABASE_URL ?? '')
      const versions = await db.query(
        'select count(*)::int4 as all, count(distinct (content_id, git_commit_hash))::int4 as distinct from versions.content_versions',
      )
      await db.close()
      expect(versions).toEqual([{ all: edits + 1, distinct: edits + 1 }])
      const verified = await hma(service.directory, ['verify'], service.variables)
      expect(verified.stderr + verified.stdout).toContain('no difference found')
    }

    it('begins with what is there', async () => {
      await expect.poll(liveCommit(service), waitFor).toMatch(/^[0-9a-f]{40}$/)
    })

    it('publishes what is delivered, doubled, reordered, a thousand at once, and nothing forged (F21)', async () => {
      const first = await edit()
      const second = await edit()
      expect(await deliver(door.url, second, { id: 'second' })).toBe(202)
      expect(await deliver(door.url, first, { id: 'first' })).toBe(202)
      expect(await deliver(door.url, second, { id: 'second' })).toBe(202)
      expect(await deliver(door.url, second, { key: 'forged' })).toBe(401)
      await expect.poll(liveCommit(service), waitFor).toBe(second)
      const third = await edit()
      const ids = Array.from({ length: 1_000 }, (_, at) => `burst-${at % 500}`)
      const answers = await Promise.all(ids.map((id) => deliver(door.url, third, { id })))
      expect(new Set(answers)).toEqual(new Set([202]))
      await expect.poll(liveCommit(service), waitFor).toBe(third)
      const db = await openPostgres(service.variables.DATABASE_URL ?? '')
      expect(await db.query('select count(*)::int4 as count from pipeline.deliveries')).toEqual([
        { count: 502 },
      ])
      await db.close()
      await expectSound()
    })

    it('finds what no delivery told of (F20)', async () => {
      const commit = await edit()
      await expect.poll(liveCommit(service), waitFor).toBe(commit)
    })

    it('goes on where connections are ended and a worker is killed (F5)', async () => {
      const [killed, , awake] = workers
      const commit = await edit()
      await deliver(door.url, commit)
      killed?.child.kill('SIGKILL')
      const db = await openPostgres(service.variables.DATABASE_URL ?? '')
      await db.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      await db.close().catch(() => {})
      await expect.poll(liveCommit(service), waitFor).toBe(commit)
      const later = await edit()
      await expect.poll(() => deliver(door.url, later), waitFor).toBe(202)
      await expect.poll(liveCommit(service), waitFor).toBe(later)
      const last = await edit()
      await deliver(door.url, last)
      await expect.poll(liveCommit(service), waitFor).toBe(last)
      expect(awake?.child.exitCode).toBe(null)
      await expectSound()
    })

    it('stops a worker whose database a newer program has changed, and starts none (F27)', async () => {
      const db = await openPostgres(service.variables.DATABASE_URL ?? '')
      await db.query(
        "insert into pipeline.migrations (name, checksum) values ('999999-newer.sql', 'x')",
      )
      for (const each of workers.slice(1)) {
        await deliver(door.url, 'f'.repeat(40))
        expect((await each.ended).code).toBe(2)
      }
      expect((await startWorker().ended).code).toBe(2)
      await db.query("delete from pipeline.migrations where name = '999999-newer.sql'")
      await db.close()
    })
  })
