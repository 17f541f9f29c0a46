import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillOnce, killOften, onDatabase } from '../../bench/embed/kill-often.ts'
import { fillModel, makeLessons } from '../../bench/embed/lessons.ts'
import type { Database, Row } from '../../src/database/database.ts'
import { migrate, migrationsDirectory } from '../../src/database/migrate.ts'
import { registerModel } from '../../src/database/models.ts'
import { vectorIndexOf } from '../../src/database/vector-index.ts'
import { offlineEmbedder } from '../../src/embed/offline-embedder.ts'
import { batchPoints, type Point } from '../../src/point.ts'
import { createPublished, seedState } from '../support/cli.ts'
import { createServerDatabase, serverUrl } from '../support/database.ts'
import { type OpenaiServer, openOpenaiServer } from '../support/openai-server.ts'
import { withState } from '../support/published-corpus.ts'
import type { TestRepository } from '../support/repository.ts'
import { startCommand } from './place.ts'

const chunks = 40
const concurrency = 2

let source: TestRepository
let server: OpenaiServer
let states: string

beforeAll(async () => {
  server = await openOpenaiServer({ mostInputs: 5 })
  source = await createPublished({
    'hma-content.yaml':
      'version: 1\ncollections: [{ type: article, files: "en/{slug}.md" }]\nsource: { history: head }\n',
    ...Object.fromEntries(
      Array.from({ length: chunks }, (_, index) => [
        `en/l${index}.md`,
        `# L${index}\n\nElk ${index}.\n`,
      ]),
    ),
  })
  // As an older chunker left it, so that everything is cut anew as well.
  await withState(source.directory, ({ database }) =>
    database.script(`update embeddings.live_chunks set chunker = 'c0'`),
  )
  states = await mkdtemp(join(tmpdir(), 'hma-reindex-'))
})
afterAll(async () => {
  await source.dispose()
  await server[Symbol.asyncDispose]()
  await rm(states, { recursive: true, force: true })
})

/** A copy of the published state, which reindexes may be killed in. */
const copyState = async (name: string): Promise<string> => {
  const state = join(states, name)
  await cp(join(source.directory, '.hma-content'), state, { recursive: true })
  return state
}

const variables = (): Record<string, string> => ({
  OPENAI_API_KEY: 'sk-test',
  OPENAI_BASE_URL: server.baseUrl,
})

const start = (state: string, flags: readonly string[], signal?: string) =>
  startCommand({ repository: source.directory, state, variables: variables() }, 'reindex', {
    flags: ['--concurrency', String(concurrency), '--format', 'json', ...flags],
    ...(signal === undefined ? {} : { signal }),
  })

/** Starts a reindex that a signal ends at its first arrival at a point, and waits for its end. */
const killed = async (state: string, point: Point, ...flags: readonly string[]): Promise<void> => {
  const run = start(state, flags, `SIGKILL ${point} 1`)
  const { stderr } = await run.ended
  expect(run.child.signalCode, stderr).toBe('SIGKILL')
}

/** Runs a reindex to its end, and looks at what readers see then. */
const finish = async (state: string, ...flags: readonly string[]): Promise<void> => {
  const { stdout, stderr } = await start(state, flags).ended
  expect(JSON.parse(stdout || '{}'), stderr).toMatchObject({
    chunks,
    embedded: chunks,
    lacking: 0,
  })
  expect(await readers(state)).toMatchObject([
    {
      model: expect.stringContaining('ada-002'),
      chunker: expect.not.stringContaining('c0'),
      chunks,
    },
  ])
}

/** An empty, migrated database that several processes open in turn. */
const openAddressOfOwn = async (): Promise<{ address: string } & AsyncDisposable> => {
  if (serverUrl === undefined) {
    const directory = await mkdtemp(join(tmpdir(), 'hma-fill-'))
    await seedState(directory)
    const dispose = (): Promise<void> => rm(directory, { recursive: true, force: true })
    return { address: join(directory, '.hma-content/db'), [Symbol.asyncDispose]: dispose }
  }
  const { url, drop } = await createServerDatabase(serverUrl)
  await onDatabase(url, (database) => migrate(database, migrationsDirectory))
  return { address: url, [Symbol.asyncDispose]: drop }
}

/** The models that readers see, with how many chunks each, and of which chunker these are. */
const readers = (state: string) =>
  onDatabase(join(state, 'db'), (database) =>
    database.query<Row & { model: string; chunker: string; chunks: number }>(
      `select model_version as model, chunker, count(*)::int as chunks from embeddings.live group by 1, 2`,
    ),
  )

describe('a reindex that is killed and run again', () => {
  // In one state after the other, each run going on where the last was killed.
  it.each([
    [['model-claimed', 'chunks-staged', 'vectors-reused', 'vectors-saved'] as const],
    [['model-switched', 'claim-ended'] as const],
  ])(
    'at %j, shows the one model or the other, whole, and ends as one that was not',
    async (points) => {
      const state = await copyState(points.join())
      for (const point of points) {
        await killed(state, point)
        expect(await readers(state)).toMatchObject([
          point === 'model-switched' || point === 'claim-ended'
            ? { model: expect.stringContaining('ada-002'), chunks }
            : { model: 'offline-hash-v1', chunker: 'c0', chunks },
        ])
      }
      await finish(state)
    },
  )

  it('after the index is built, goes on with it', async () => {
    await using place = await openAddressOfOwn()
    const { address } = place
    const fill = { address, baseUrl: null, concurrency, timeout: 1_000, indexFrom: 200 }
    const { model } = offlineEmbedder()
    const models = (database: Database) =>
      database.query('select distinct model_version as model from embeddings.live')
    await onDatabase(address, async (database) => {
      await fillModel(database, makeLessons(200))
      await registerModel(database, 'old', 1536)
    })
    expect(await fillOnce(fill, 'SIGKILL index-built 1')).toBeNull()
    await onDatabase(address, async (database) => {
      expect(await vectorIndexOf(database, model)).toBeNull()
      expect(await models(database)).toEqual([])
    })
    expect(await fillOnce(fill)).toBe(0)
    await onDatabase(address, async (database) => {
      expect(await vectorIndexOf(database, model)).toBe('small')
      expect(await models(database)).toEqual([{ model }])
    })
  })

  it('four times, with 3,000 chunks and a service that fails, pays again for no more than the requests under way', async () => {
    await using place = await openAddressOfOwn()
    const settings = {
      address: place.address,
      chunks: 3_000,
      kills: 4,
      concurrency: 4,
      timeout: 1_000,
    }
    const manners = { latency: 5, perMinute: { requests: 60_000, tokens: 60_000_000 } }
    const filled = await killOften({ ...settings, manners, faultEach: 5 })
    expect(filled).toMatchObject({ exit: 0, live: 3_000, right: 3_000 })
    expect(filled.sold).toBeLessThanOrEqual(filled.mostSold)
  })

  // The last one is reached when nothing is left to be killed later.
  const early = batchPoints.filter((point) => point !== 'batch-removed')
  it.each([
    [[...early.slice(0, -1), 'vectors-saved', ...early.slice(-1)] as const],
    [['batch-removed'] as const],
  ])('in a batch, at %j, pays for nothing twice', async (points) => {
    const state = await copyState(points.join())
    const before = server.sold()
    for (const point of points) {
      await killed(state, point, '--batch')
      expect((await readers(state))[0]?.model, point).toBe('offline-hash-v1')
    }
    await finish(state, '--batch')
    expect(server.sold() - before).toBe(chunks)
  })
})
