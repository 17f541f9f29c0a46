import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchPoints, type Point, reindexPoints } from '../../src/point.ts'
import { createPublished, hmaJson, rowsOf } from '../support/cli.ts'
import { type OpenaiServer, openOpenaiServer } from '../support/openai-server.ts'
import { startProgram } from '../support/program.ts'
import { withState } from '../support/published-corpus.ts'
import type { TestRepository } from '../support/repository.ts'

const chunks = 40
const concurrency = 2
const mostInputs = 5

let source: TestRepository
let server: OpenaiServer
let states: string

beforeAll(async () => {
  server = await openOpenaiServer({ mostInputs })
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

const preload = `--import=${new URL('../support/signal-at-point.ts', import.meta.url).href}`

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

const flags = (state: string): readonly string[] => [
  'reindex',
  '--state',
  state,
  '--concurrency',
  String(concurrency),
]

/** Starts a reindex that a signal ends at its first arrival at a point, and waits for its end. */
const killed = async (state: string, point: Point, ...more: readonly string[]): Promise<void> => {
  const signal = { HMA_TEST_SIGNAL: `SIGKILL ${point} 1` }
  const words = [...flags(state), ...more]
  const run = startProgram(source.directory, words, { ...variables(), ...signal }, [preload])
  const { stderr } = await run.ended
  expect(run.child.signalCode, stderr).toBe('SIGKILL')
}

/** The models that readers see, with how many chunks each, and of which chunker these are. */
const readers = (state: string) =>
  rowsOf<{ model: string; chunker: string; chunks: number }>(
    source.directory,
    `select model_version as model, chunker, count(*)::int as chunks from embeddings.live group by 1, 2`,
    '--state',
    state,
  )

describe('a reindex that is killed and run again', () => {
  // An index takes more vectors than these; test/line/reindex.test.ts stops there.
  const reached = reindexPoints.filter((point) => point !== 'index-built')
  it.each([...reached, 'vectors-reused', 'vectors-saved'] as const)(
    'at %s, shows the one model or the other, whole, and ends as one that was not',
    async (point) => {
      const state = await copyState(point)
      await killed(state, point)
      expect(await readers(state)).toMatchObject([
        point === 'model-switched'
          ? { model: expect.stringContaining('ada-002'), chunks }
          : { model: 'offline-hash-v1', chunker: 'c0', chunks },
      ])
      const done = await hmaJson(source.directory, flags(state), variables())
      expect(done).toMatchObject({ chunks, embedded: chunks, lacking: 0 })
      expect(await readers(state)).toMatchObject([
        {
          model: expect.stringContaining('ada-002'),
          chunker: expect.not.stringContaining('c0'),
          chunks,
        },
      ])
    },
  )

  it('pays again for no more than the requests under way at each kill', async () => {
    const state = await copyState('often')
    const before = server.sold()
    const kills = 4
    // Each after one stored reply at least.
    for (let kill = 0; kill < kills; kill += 1) await killed(state, 'vectors-saved')
    await hmaJson(source.directory, flags(state), variables())
    expect(await readers(state)).toMatchObject([{ chunks }])
    expect(server.sold() - before).toBeLessThanOrEqual(chunks + kills * concurrency * mostInputs)
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
    const done = await hmaJson(source.directory, [...flags(state), '--batch'], variables())
    expect(done).toMatchObject({ chunks, embedded: chunks, lacking: 0 })
    expect(await readers(state)).toMatchObject([{ chunks }])
    expect(server.sold() - before).toBe(chunks)
  })
})
