import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, it } from 'vitest'
import { openPostgres } from '../../src/database/pg.ts'
import type { Job } from '../../src/queue/queue.ts'
import { hma, hmaJson, pointerOf } from '../support/cli.ts'
import { createServerDatabase, serverUrl } from '../support/database.ts'
import { end, type Running, startService, waitFor } from '../support/service.ts'
import { publishedState } from '../support/snapshot.ts'
import { whenTrapped } from '../support/stopped.ts'
import { openTestService, type TestService } from '../support/workplace.ts'

const words = 'The wind turns at dusk and carries what you are to where the deer stand. '

/** Articles with a picture each, and enough sections that one request does not hold them all. */
const illustrated = async (count: number): Promise<Record<string, string | Uint8Array>> => {
  const files: Record<string, string | Uint8Array> = {}
  for (let at = 0; at < count; at += 1) {
    const background = { r: at * 5, g: 255 - at * 5, b: (at * 37) % 256 }
    const create = { width: 48, height: 32, channels: 3 as const, background }
    files[`lessons/p${at}.png`] = await sharp({ create }).png().toBuffer()
    const sections = Array.from(
      { length: 14 },
      (_, section) => `## Stand ${section}\n\n${at} ${section}: ${words.repeat(24)}\n`,
    )
    files[`lessons/l${at}.md`] =
      `---\ntitle: Lesson ${at}\n---\n\n![A stand](p${at}.png)\n\n${sections.join('\n')}`
  }
  return files
}

// Relative to the operator's directory, so that workers with a state of their own share them.
const environments = `environments:
  shared: { database: "\${DATABASE_URL}", bucket: "file:objects" }
  alone: { database: "\${ALONE_DATABASE_URL}", bucket: "file:objects-alone" }
`

type Begun = TestService & {
  readonly start: (state: string) => Running
  /** Ends or stops whoever comes first to a point: `SIGKILL rendition-recorded`. */
  readonly trap: (signal: string) => Promise<void>
  readonly live: () => Promise<string | undefined>
  readonly parts: (kind: string) => Promise<readonly Job[]>
}

const begin = async (): Promise<Begun> => {
  const service = await openTestService(await illustrated(45))
  await appendFile(join(service.directory, 'hma-content.yaml'), environments)
  const running: Running[] = []
  const trap = join(service.directory, 'trap')
  const start = (state: string): Running => {
    const flags = ['work', '--env', 'shared', '--state', state, '--interval', '600']
    const started = startService(service, flags, { trap })
    running.push(started)
    return started
  }
  return {
    ...service,
    start,
    trap: (signal) => writeFile(trap, signal),
    live: async () => (await pointerOf(service.directory, 'objects'))?.commit,
    parts: async (kind) => {
      const flags = ['jobs', 'list', '--env', 'shared']
      const jobs = await hmaJson<readonly Job[]>(service.directory, flags, service.variables)
      return jobs.filter((job) => job.kind === kind)
    },
    [Symbol.asyncDispose]: async () => {
      for (const each of running) await end(each, 'SIGKILL')
      await service[Symbol.asyncDispose]()
    },
  }
}

const workersOf = (jobs: readonly Job[]): ReadonlySet<unknown> =>
  new Set(jobs.map(({ output }) => (output as { readonly worker?: unknown } | null)?.worker))

/** Rows, objects, and of which texts there are vectors. */
const stateOf = async (url: string, bucket: string): Promise<ReadonlyMap<string, unknown>> => {
  const db = await openPostgres(url)
  const vectors = await db.query(
    'select content_id, language, input_digest from embeddings.content_embeddings order by 1, 2, 3',
  )
  const state = await publishedState(db, bucket)
  await db.close()
  return new Map<string, unknown>([...state, ['vectors', vectors]])
}

if (serverUrl === undefined)
  describe('parts of one publish', () => {
    it('are shared on a server only, since the embedded database belongs to one process', ({
      expect,
    }) => {
      expect(serverUrl).toBe(undefined)
    })
  })
// Side by side, since a worker that was killed is waited for for half a minute.
else
  describe.concurrent('parts of one publish, with two workers that share no directory', {
    timeout: 240_000,
  }, () => {
    it('are done by both, and come to what one process comes to', async ({ expect }) => {
      await using place = await begin()
      await place.trap('SIGSTOP recorded')
      const workers = [place.start('one'), place.start('.hma-content')]
      const pid = await whenTrapped(place.directory)
      // A fast one would have done them all before the other has begun.
      for (const each of workers) await expect.poll(each.printed, waitFor).toContain('Working.')
      process.kill(pid, 'SIGCONT')
      await expect.poll(place.live, waitFor).toMatch(/^[0-9a-f]{40}$/)
      const media = await place.parts('media')
      expect(media.map(({ state }) => state)).toEqual(['done', 'done', 'done'])
      expect(workersOf(media).size).toBe(2)
      await expect
        .poll(async () => (await place.parts('embed')).map(({ state }) => state), waitFor)
        .toEqual(['done', 'done'])
      await using alone = await openAlone()
      const variables = { ...place.variables, ALONE_DATABASE_URL: alone.url }
      const published = await hma(place.directory, ['publish', '--env', 'alone'], variables)
      expect(published.code, published.stderr).toBe(0)
      const [shared, single] = await Promise.all([
        stateOf(place.variables.DATABASE_URL ?? '', join(place.directory, 'objects')),
        stateOf(alone.url, join(place.directory, 'objects-alone')),
      ])
      expect(shared).toEqual(single)
    })

    it('are finished by the other where one is killed among them', async ({ expect }) => {
      await using place = await begin()
      await place.trap('SIGKILL rendition-recorded')
      const workers = [place.start('one'), place.start('.hma-content')]
      expect((await Promise.race(workers.map(({ ended }) => ended))).code).toBe(null)
      await expect.poll(place.live, waitFor).toMatch(/^[0-9a-f]{40}$/)
      const flags = ['verify', '--env', 'shared', '--read-data']
      const verified = () => hma(place.directory, flags, place.variables)
      // Vectors come after the flip.
      await expect
        .poll(async () => (await verified()).stdout, waitFor)
        .toContain('no difference found')
    })
  })

const openAlone = async (): Promise<{ readonly url: string } & AsyncDisposable> => {
  const { url, drop } = await createServerDatabase(serverUrl ?? '')
  return { url, [Symbol.asyncDispose]: drop }
}

describe('parts of one publish, with one worker on the embedded database', () => {
  it('are all done by it', async ({ expect }) => {
    await using service = await openTestService(await illustrated(45), 'embedded')
    const worker = startService(service, ['work', '--interval', '600'])
    await expect.poll(worker.printed, waitFor).toMatch(/"job":"publish".*"event":"run_ended"/)
    expect(await end(worker, 'SIGTERM')).toBe(0)
    const jobs = await hmaJson<readonly Job[]>(service.directory, ['jobs', 'list'])
    const states = jobs.map(({ kind, state }) => `${kind} ${state}`).toSorted()
    // The others are the clock's.
    expect(states.filter((each) => /^(?:embed|media|publish) /.test(each))).toEqual([
      'embed done',
      'embed done',
      'media done',
      'media done',
      'media done',
      'publish done',
    ])
  })
})
