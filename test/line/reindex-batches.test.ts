import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBatches } from '../../src/database/batches.ts'
import type { Database } from '../../src/database/database.ts'
import { anyChunk } from '../../src/database/embeddings.ts'
import { claimModel } from '../../src/database/model-claim.ts'
import { registerModel } from '../../src/database/models.ts'
import { wallClock } from '../../src/embed/clock.ts'
import { openaiBatches } from '../../src/embed/openai-batches.ts'
import { modelVersion, openaiEmbedder } from '../../src/embed/openai-embedder.ts'
import { fillMissing, type ReindexInput, reindex } from '../../src/line/reindex.ts'
import { openTestDatabase } from '../support/database.ts'
import { makeLive } from '../support/live-chunks.ts'
import { passingCallFaults } from '../support/openai-batches.ts'
import { type OpenaiServer, openOpenaiServer, vector } from '../support/openai-server.ts'

let db: Database

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())
beforeEach(() =>
  db.script(
    `delete from embeddings.live_chunks;
     delete from embeddings.content_embeddings;
     delete from embeddings.batches;
     delete from embeddings.claims;
     delete from embeddings.models;
     delete from content_mgmt.content_items`,
  ),
)

const accountOf = ({ baseUrl }: OpenaiServer) => ({
  apiKey: 'sk-test',
  baseUrl,
  model: 'small',
  organization: null,
  project: null,
  apiVersion: null,
})

type Run = {
  readonly input?: Partial<ReindexInput>
  readonly most?: number
  readonly sleep?: (milliseconds: number) => Promise<void>
  /** Milliseconds that a call may take. */
  readonly timeout?: number
}

/** Fills a model in batches, without waits between looks and attempts. */
const fill = async (server: OpenaiServer, { input, most = 50_000, timeout, ...run }: Run = {}) => {
  const notes: string[] = []
  const slept: number[] = []
  const sleep = run.sleep ?? (async (milliseconds) => void slept.push(milliseconds))
  const clock = { ...wallClock, random: () => 0, sleep }
  const batches = openaiBatches(accountOf(server), { clock, timeout: timeout ?? 10_000 })
  const claim = await claimModel(db, batches.model)
  const done = await reindex({
    database: db,
    embedder: openaiEmbedder(accountOf(server)),
    filter: anyChunk,
    concurrency: 1,
    batches: {
      batches: { ...batches, largest: { ...batches.largest, inputs: most } },
      clock,
      note: (text) => notes.push(text),
      run: claim.run,
    },
    allow: () => {},
    onProgress: () => {},
    ...input,
  }).finally(claim.end)
  return { ...done, notes, slept }
}

const lessons = (count: number) =>
  Array.from({ length: count }, (_, lesson) => ({
    slug: `hunt/${lesson}`,
    texts: [`elk ${lesson} a`, `elk ${lesson} b`],
  }))

/** How many live chunks readers see with a vector, and how many of these have the one that was sold for their text. */
const readers = async (): Promise<{ seen: number; right: number }> => {
  const rows = await db.query<{ input: string; embedding: string }>(
    `select chunk.input, live.embedding::text as embedding from embeddings.live as live
     join embeddings.live_chunks as chunk using (content_id, language, number)`,
  )
  const right = rows.filter(
    ({ input, embedding }) => JSON.parse(embedding).indexOf(1) === vector(input).indexOf(1),
  )
  return { seen: rows.length, right: right.length }
}

const sizes = ({ desk }: OpenaiServer) => desk.batches.map(({ texts }) => texts.length)

describe('a reindex in batches', () => {
  it('sends each text once, in as few batches as hold them, and leaves nothing behind', async () => {
    await using server = await openOpenaiServer()
    await makeLive(db, [...lessons(5), { slug: 'same', texts: ['elk 0 a', 'elk 0 a'] }])
    const done = await fill(server, { most: 4 })
    expect(done).toMatchObject({ texts: 10, chunks: 12, embedded: 12, lacking: 0, failure: null })
    expect(done.notes[0]).toMatch(/^4 texts are under way in batch batch-0,/u)
    expect(sizes(server)).toEqual([4, 4, 2])
    expect(await readers()).toEqual({ seen: 12, right: 12 })
    expect(server.asked).toEqual([])
    expect(server.desk.files()).toEqual([])
    expect(await openBatches(db, 'small')).toEqual([])
  })

  it('looks less and less often while it waits, and once a minute in the end', async () => {
    await using server = await openOpenaiServer()
    server.desk.done(() => 10)
    await makeLive(db, lessons(1))
    const { slept } = await fill(server)
    expect(slept.slice(0, 8)).toEqual(
      [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1_000),
    )
  })

  it.each(passingCallFaults)(
    'after %s on each first call of a kind, pays for nothing twice',
    async (fault) => {
      await using server = await openOpenaiServer()
      server.desk.failCall((_, number) => (number === 0 ? fault : 'none'))
      await makeLive(db, lessons(5))
      const done = await fill(server, { timeout: 300 })
      expect(done).toMatchObject({ failure: null, embedded: 10, lacking: 0 })
      expect(server.sold()).toBe(10)
      expect(await readers()).toEqual({ seen: 10, right: 10 })
    },
  )

  it.each([
    ['partial', 3],
    ['unsound', 5],
    ['expired', 5],
  ] as const)(
    'keeps what came back of a batch that is %s, and asks for the rest again',
    async (fault, rest) => {
      await using server = await openOpenaiServer()
      server.desk.fail((batch) => (batch === 0 ? fault : 'none'))
      await makeLive(db, lessons(5))
      expect(await fill(server)).toMatchObject({ failure: null, bought: 10, lacking: 0 })
      expect(sizes(server)).toEqual([10, rest])
      expect(await readers()).toEqual({ seen: 10, right: 10 })
      expect(server.desk.files()).toEqual([])
    },
  )

  it.each([
    ['cancelled', 5, 'is cancelled: ran out of time'],
    ['failed', 0, 'is failed: invalid_json_line a line is no JSON'],
    ['silent', 0, 'is completed'],
  ] as const)(
    'stops where a batch is %s, and goes on when it is told again',
    async (fault, kept, said) => {
      await using server = await openOpenaiServer()
      server.desk.fail((batch) => (batch === 0 ? fault : 'none'))
      await makeLive(db, lessons(5))
      const stopped = await fill(server)
      expect(stopped).toMatchObject({ bought: kept, lacking: 10 - kept })
      expect(stopped.failure?.message).toContain(said)
      expect(sizes(server)).toEqual([10])
      expect(await fill(server)).toMatchObject({ failure: null, bought: 10 - kept, lacking: 0 })
      expect(await readers()).toEqual({ seen: 10, right: 10 })
    },
  )

  it('has no more under way than the service takes, and makes batches smaller where one is too much', async () => {
    await using server = await openOpenaiServer()
    server.desk.limit(4)
    await makeLive(db, lessons(5))
    expect(await fill(server)).toMatchObject({ failure: null, embedded: 10, lacking: 0 })
    expect(server.sold()).toBe(10)
    expect(
      Math.max(
        ...server.desk.batches
          .filter(({ status }) => status === 'completed')
          .map(({ texts }) => texts.length),
      ),
    ).toBeLessThanOrEqual(4)
    expect(sizes(server)).toEqual([10, 5, 3, 3, 3, 1])
  })

  it('goes on with the batches of a run that was stopped, and buys what came after these', async () => {
    await using server = await openOpenaiServer()
    server.desk.done((batch) => (batch === 0 ? 2 : 1))
    await makeLive(db, lessons(4))
    const stopped = await fill(server, { sleep: () => Promise.reject(new Error('Stopped')) })
    expect(stopped).toMatchObject({ bought: 0, lacking: 8 })
    await makeLive(db, [{ slug: 'new', texts: ['news'] }])
    const allowed: number[] = []
    const allow = (texts: readonly unknown[]) => void allowed.push(texts.length)
    expect(await fill(server, { input: { allow } })).toMatchObject({ bought: 9, lacking: 0 })
    expect(sizes(server)).toEqual([8, 1])
    expect(allowed).toEqual([1])
    expect(server.sold()).toBe(9)
  })

  it('asks again for what was in a batch that is gone, and says so', async () => {
    await using server = await openOpenaiServer()
    await makeLive(db, lessons(1))
    await registerModel(db, modelVersion(accountOf(server)), 1536)
    await db.query(
      `insert into embeddings.batches (mark, model_version, batch_id, input_digests)
       select gen_random_uuid(), $1, 'batch-99', array_agg(input_digest) from embeddings.live_chunks`,
      [modelVersion(accountOf(server))],
    )
    const done = await fill(server)
    expect(done).toMatchObject({ failure: null, bought: 2, lacking: 0 })
    expect(done.notes[0]).toBe('Batch batch-99 is gone; its texts are asked for again.')
  })

  it('leaves what is under way to itself when other texts are bought by requests', async () => {
    await using server = await openOpenaiServer()
    server.desk.done(() => 2)
    await makeLive(db, lessons(2))
    await fill(server, { sleep: () => Promise.reject(new Error('Stopped')) })
    await makeLive(db, [{ slug: 'new', texts: ['news'] }])
    const missing = await fillMissing({
      database: db,
      embedder: openaiEmbedder(accountOf(server)),
      filter: anyChunk,
      concurrency: 1,
      allow: () => {},
      onProgress: () => {},
    })
    expect(missing).toMatchObject({ bought: 1, lacking: 4 })
    expect(server.asked.map(({ input }) => input)).toEqual([['news']])
  })

  it('finds a batch by its mark among many', async () => {
    await using server = await openOpenaiServer()
    const batches = openaiBatches(accountOf(server))
    const texts = async function* () {
      yield [{ digest: 'a', text: 'elk' }]
    }
    const ids: (string | null)[] = []
    for (let mark = 0; mark < 5; mark += 1) ids.push(await batches.start(`mark ${mark}`, texts()))
    expect(await batches.find('mark 0', Date.now())).toBe(ids[0])
    expect(await batches.find('mark 9', Date.now())).toBeNull()
  })
})
