import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openWorkplace } from '../../src/commands/open-workplace.ts'
import type { Point } from '../../src/point.ts'
import { jobHandlers } from '../../src/queue/handlers.ts'
import type { Workplace } from '../../src/queue/workplace.ts'
import { hma, hmaJson, pointerOf, rowsOf } from '../support/cli.ts'
import { serverUrl } from '../support/database.ts'
import { serverPrograms } from '../support/own-server.ts'
import { end, liveCommit, startService, waitFor } from '../support/service.ts'
import { openEmbeddedScene, openServerScene, type Scene, type ServerScene } from './scene.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

/** What goes wrong while something is pushed; gives the commit that has to come live all the same. */
type Fault<S> = readonly [name: string, strike: (scene: S) => Promise<string>]

/**
 * Pushes, and has whoever publishes it trapped. `said` is what that says afterwards. Where it is the one who takes deliveries, it may
 * have looked at the branch by itself, and answers only once it goes on, if ever: `told` gives the status.
 */
const pushInto = async (scene: Scene, trap: string) => {
  await scene.trap(trap)
  const commit = await scene.push()
  const id = crypto.randomUUID()
  const told = scene.tell(commit, id)
  const process = await scene.trapped()
  if (process !== scene.processes()[0]) await told
  const before = process.printed().length
  return { commit, id, told, process, said: () => process.printed().slice(before) }
}

const killedAt = (point: Point): Fault<Scene> => [
  `who publishes it killed at ${point}`,
  async (scene) => {
    const { commit, id, told, process } = await pushInto(scene, `SIGKILL ${point}`)
    await process.ended
    await scene.revive()
    if ((await told) !== 202) expect(await scene.tell(commit, id)).toBe(202)
    return commit
  },
]

const ofAnyService: readonly Fault<Scene>[] = [
  [
    'nothing',
    async (scene) => {
      const commit = await scene.push()
      expect(await scene.tell(commit)).toBe(202)
      return commit
    },
  ],
  [
    'its delivery doubled (F21)',
    async (scene) => {
      const commit = await scene.push()
      const answers = [1, 2, 3].map(() => scene.tell(commit, 'the same'))
      expect(await Promise.all(answers)).toEqual([202, 202, 202])
      return commit
    },
  ],
  [
    'a delivery of something older after its own (F21)',
    async (scene) => {
      const older = await scene.push()
      const commit = await scene.push()
      await scene.tell(commit)
      await scene.tell(older)
      return commit
    },
  ],
  [
    'a delivery that is forged before its own',
    async (scene) => {
      const commit = await scene.push()
      expect(await scene.forge(commit)).toBe(401)
      await scene.tell(commit)
      return commit
    },
  ],
  [
    'a thousand deliveries at once, of five hundred ids (F21)',
    async (scene) => {
      const commit = await scene.push()
      const ids = Array.from({ length: 1_000 }, (_, at) => `${commit}-${at % 500}`)
      let left = ids
      // Where all have one machine, some are told that they took too long, or that the database did.
      while (left.length > 0) {
        const answers = await Promise.all(left.map((id) => scene.tell(commit, id)))
        expect([202, 408, 503]).toEqual(expect.arrayContaining([...new Set(answers)]))
        left = left.filter((_, at) => answers[at] !== 202)
      }
      return commit
    },
  ],
  [
    'its delivery written down, and never answered',
    async (scene) => {
      await scene.trap('SIGKILL delivery-accepted')
      const commit = await scene.push()
      const id = crypto.randomUUID()
      expect(await scene.tell(commit, id)).toBe(0)
      await scene.trapped()
      await scene.revive()
      expect(await scene.tell(commit, id)).toBe(202)
      return commit
    },
  ],
  killedAt('recorded'),
]

const ofServers: readonly Fault<ServerScene>[] = [
  killedAt('mirror-fetched'),
  killedAt('released'),
  killedAt('run-kept'),
  ...['recorded', 'manifest-object-put'].map(
    (point): Fault<ServerScene> => [
      `who publishes it stopped at ${point} beyond its lease: another publishes, and it is refused when it wakes (F9, F10, F11)`,
      async (scene) => {
        const { commit: before, process, said } = await pushInto(scene, `SIGSTOP ${point}`)
        await expect.poll(liveCommit(scene.service), waitFor).toBe(before)
        const commit = await scene.push()
        await scene.tell(commit)
        await expect.poll(liveCommit(scene.service), waitFor).toBe(commit)
        process.child.kill('SIGCONT')
        await expect.poll(said, waitFor).toContain('Another publisher was faster')
        return commit
      },
    ],
  ),
  ...(['fast', 'immediate'] as const).map(
    (how): Fault<ServerScene> => [
      `the server ended in its midst (${how}) and started again (F6)`,
      async (scene) => {
        const { commit, process, said } = await pushInto(scene, 'SIGSTOP recorded')
        await scene.server.stop(how)
        process.child.kill('SIGCONT')
        const [door] = scene.processes()
        const before = door?.printed().length ?? 0
        expect(await scene.tell(commit)).toBe(503)
        await expect.poll(said, waitFor).toContain('publish failed')
        // It waits before it tries again.
        expect((door?.printed().length ?? 0) - before).toBeLessThan(20_000)
        await scene.server.start()
        return commit
      },
    ],
  ),
  [
    'all connections ended in its midst (F5)',
    async (scene) => {
      const { commit, process } = await pushInto(scene, 'SIGSTOP recorded')
      await scene.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
      process.child.kill('SIGCONT')
      return commit
    },
  ],
  [
    'the network lost in its midst, without a word (F7)',
    async (scene) => {
      const { commit, process, said } = await pushInto(scene, 'SIGSTOP recorded')
      scene.line.hush()
      try {
        process.child.kill('SIGCONT')
        expect(await scene.tell(commit)).toBe(503)
        await expect.poll(said, waitFor).toContain('publish failed')
      } finally {
        scene.line.mend()
      }
      return commit
    },
  ],
  [
    'its release refused with 40001 and 40P01 (F8)',
    async (scene) => {
      const script = [
        'create sequence attempts',
        `create function refuse() returns trigger language plpgsql as $$ declare n bigint := nextval('attempts'); begin
           if n = 1 then raise exception 'cannot serialize' using errcode = '40001'; end if;
           if n = 2 then raise exception 'deadlock' using errcode = '40P01'; end if;
           return new; end $$`,
        'create trigger refuse before insert on pipeline.releases for each row execute function refuse()',
      ]
      for (const statement of script) await scene.query(statement)
      const commit = await scene.push()
      await scene.tell(commit)
      await expect.poll(liveCommit(scene.service), waitFor).toBe(commit)
      expect(await scene.query('select last_value::int4 as value from attempts')).toEqual([
        { value: 3 },
      ])
      await scene.query('drop trigger refuse on pipeline.releases')
      return commit
    },
  ],
  [
    'each of three workers alone, whose clocks are a day apart (F23)',
    async (scene) => {
      const [, ...workers] = scene.processes()
      let commit = ''
      for (const alone of workers) {
        // One that is stopped in a transaction, as after the flip, has it for a minute, and all wait.
        await scene.settled()
        for (const each of workers) if (each !== alone) each.child.kill('SIGSTOP')
        commit = await scene.push()
        await scene.tell(commit)
        await expect.poll(liveCommit(scene.service), waitFor).toBe(commit)
        for (const each of workers) each.child.kill('SIGCONT')
      }
      return commit
    },
  ],
]

/** Pointers that readers have met with, in order; looks at what is live fifty times a second. */
const watchReaders = (scene: Scene) => {
  const sequences: number[] = []
  const ended = new AbortController()
  // One look after the other: of two at once the later may be the first to end.
  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const pointer = await pointerOf(scene.service.directory).catch(() => null)
      if (pointer !== null && pointer.sequence !== sequences.at(-1))
        sequences.push(pointer.sequence)
      await sleep(20)
    }
  }
  void watch()
  return { sequences, end: () => ended.abort() }
}

const expectNeverBack = (sequences: readonly number[]): void =>
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))

describe('a service on the embedded database', () => {
  let scene: Scene
  let readers: ReturnType<typeof watchReaders>
  beforeAll(async () => {
    scene = await openEmbeddedScene()
    readers = watchReaders(scene)
  })
  afterAll(async () => {
    readers.end()
    await scene[Symbol.asyncDispose]()
  })

  it.each(ofAnyService)('makes live what is pushed, with %s', async (_, strike) => {
    await expect.poll(liveCommit(scene.service), waitFor).toBe(await strike(scene))
  })

  it('makes live what no delivery told of (F20)', async () => {
    await expect.poll(liveCommit(scene.service), waitFor).toBe(await scene.push())
  })

  it('goes on where it was stopped for a while', async () => {
    const { commit, told, process } = await pushInto(scene, 'SIGSTOP recorded')
    const begun = Date.now()
    await expect.poll(() => Date.now() - begun, waitFor).toBeGreaterThan(2_000)
    process.child.kill('SIGCONT')
    expect(await told).toBe(202)
    await expect.poll(liveCommit(scene.service), waitFor).toBe(commit)
  })

  it('keeps a second one out, naming the first (F22), ends when it is asked, and all is as Git says', async () => {
    const { directory } = scene.service
    const [door] = scene.processes()
    const second = await hma(directory, ['work'])
    expect([second.code, second.stderr]).toEqual([
      3,
      expect.stringContaining(`process ${door?.child.pid}`),
    ])
    expect(door && (await end(door, 'SIGTERM'))).toBe(0)
    expect((await hma(directory, ['verify'])).code).toBe(0)
    const sql =
      'select (select count(*) from versions.content_versions)::int4 as versions, (select count(*) from pipeline.deliveries)::int4 as told'
    expect(await rowsOf(directory, sql)).toEqual([
      { versions: scene.pushed(), told: scene.told.size },
    ])
    expect(JSON.stringify(await hmaJson(directory, ['search', 'lesson 3']))).toContain('l3')
    expectNeverBack(readers.sequences)
  })

  it('says afterwards what was done', async () => {
    const { directory } = scene.service
    type Listed = { readonly kind: string; readonly state: string; readonly id: string }
    const jobs = await hmaJson<readonly Listed[]>(directory, ['jobs', 'list'])
    const done = jobs.find(({ kind, state }) => kind === 'publish' && state === 'done')
    const shown = await hma(directory, ['jobs', 'show', done?.id ?? ''])
    expect(shown.stdout).toContain('"commit"')
    expect((await hma(directory, ['jobs', 'retry', crypto.randomUUID()])).code).toBe(2)
    expect((await hma(directory, ['jobs', 'list'])).stdout).toMatch(/^id +job +state/)
    const history = (await hma(directory, ['jobs', 'history'])).stdout
    expect(history).toMatch(/^ended +job +outcome [\s\S]* publish +released /)
  })
})

const programs = serverUrl === undefined ? null : await serverPrograms(serverUrl)

if (programs === null)
  describe('a service on a server', () => {
    it('is hit by faults only where a server of its own can be started', () => {
      expect(programs).toBe(null)
    })
  })
else
  describe('a service on a server, with three workers,', () => {
    let scene: ServerScene
    let place: Workplace
    let readers: ReturnType<typeof watchReaders>
    beforeAll(async () => {
      scene = await openServerScene(programs)
      readers = watchReaders(scene)
      const terminal = { print: () => {}, note: () => {}, progress: () => {}, columns: null }
      const variables = { PATH: process.env.PATH, ...scene.service.variables }
      const now = new Date().toISOString()
      place = await openWorkplace({ cwd: scene.service.directory }, { terminal, variables, now })
    })
    afterAll(async () => {
      readers.end()
      await place.connections.close()
      await scene[Symbol.asyncDispose]()
    })

    /** Everything is there, once, and as Git says; what was told is written down. */
    const expectSound = async (): Promise<void> => {
      const [found] = await scene.query(`
        select count(*)::int4 as versions, count(distinct (content_id, git_commit_hash))::int4 as distinct,
          (select count(*) from pipeline.deliveries)::int4 as told,
          (select count(*) from pipeline.releases first join pipeline.releases again
             on again.commit = first.commit and again.sequence > first.sequence where first.pointer_written)::int4 as "released again"
        from versions.content_versions`)
      expect(found).toEqual({
        versions: scene.pushed(),
        distinct: scene.pushed(),
        told: scene.told.size,
        'released again': 0,
      })
      const nothing = () => Promise.reject(new Error('Not asked for.'))
      const { verify } = jobHandlers(place, { share: nothing, send: nothing })
      // Vectors come after the flip.
      await expect
        .poll(() => verify(new AbortController().signal), waitFor)
        .toEqual({ differences: 0 })
    }

    it.each([...ofAnyService, ...ofServers])(
      'makes live what is pushed, with %s',
      async (_, strike) => {
        const commit = await strike(scene)
        await expect.poll(liveCommit(scene.service), waitFor).toBe(commit)
        await expectSound()
      },
    )

    it('makes live what no delivery told of (F20)', async () => {
      const commit = await scene.push()
      const late = startService(scene.service, ['work', '--interval', '1'])
      await expect.poll(liveCommit(scene.service), waitFor).toBe(commit)
      expect(await end(late, 'SIGTERM')).toBe(0)
    })

    it('makes live one of two, where the branch is forced elsewhere in the midst of it (F19)', async () => {
      const { commit, process } = await pushInto(scene, 'SIGSTOP mirror-fetched')
      await scene.service.source.git('reset', '--quiet', '--hard', 'HEAD~1')
      const forced = await scene.push('--force')
      await scene.tell(forced)
      process.child.kill('SIGCONT')
      await expect.poll(liveCommit(scene.service), waitFor).toBe(commit)
      const waiting = async (): Promise<readonly unknown[]> =>
        scene.query("select 1 from queue.job where output->>'waits' is not null")
      await expect.poll(waiting, waitFor).not.toEqual([])
      const flags = ['confirm', forced, '--by', 'Ada', '--reason', 'Meant.']
      expect((await hma(scene.service.directory, flags, scene.service.variables)).code).toBe(0)
      await scene.tell(forced)
      await expect.poll(liveCommit(scene.service), waitFor).toBe(forced)
      await expectSound()
      expectNeverBack(readers.sequences)
    })

    it('stops workers whose database a newer program has changed, and starts none (F27)', async () => {
      await scene.query(
        "insert into pipeline.migrations (name, checksum) values ('999999-newer.sql', 'x')",
      )
      const [, ...workers] = scene.processes()
      for (const _ of workers) await scene.tell('f'.repeat(40))
      const late = startService(scene.service, ['work'])
      expect((await late.ended).code).toBe(2)
      await scene.tell('f'.repeat(40))
      expect((await Promise.race(workers.map(({ ended }) => ended))).code).toBe(2)
      await scene.query("delete from pipeline.migrations where name = '999999-newer.sql'")
    })
  })
