// Measures embedding and search against a local server: `npm run bench:embed -- --help`.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Database } from '../src/database/database.ts'
import { migrate, migrationsDirectory } from '../src/database/migrate.ts'
import { openPostgres } from '../src/database/pg.ts'
import { openPglite } from '../src/database/pglite.ts'
import { type OpenaiServer, openOpenaiServer } from '../test/support/openai-server.ts'
import { fillModel, makeLessons, type Sections } from './embed/lessons.ts'
import { measureSearch } from './embed/search-time.ts'
import { type Cost, ways } from './embed/ways.ts'
import { openTarget } from './measure/databases.ts'

const usage = `Usage: npm run bench:embed -- [--chunks N] [--kills N] [--search N] [--latency MS]

Fills N chunks (2,000) in the way of supabase's embeddings-generator, of LangChain's indexing API, and in ours: cold, after
one change, for another model. Kills a fill of N chunks --kills times (20). Measures the search of --search chunks (10,000).
HMA_BENCH_DATABASE_URL names a PostgreSQL server with pgvector; without it the embedded database is used, and nothing killed.`

const { values } = parseArgs({
  options: {
    chunks: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '20' },
    search: { type: 'string', default: '10000' },
    latency: { type: 'string', default: '200' },
    help: { type: 'boolean', default: false },
  },
})

const serverUrl = process.env.HMA_BENCH_DATABASE_URL || null

/** Runs on an empty, migrated database of its own. */
const withDatabase = async <T>(
  use: (database: Database, url: string | null) => Promise<T>,
): Promise<T> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-bench-embed-'))
  const target = await openTarget(serverUrl === null ? 'pglite' : 'native', directory, serverUrl)
  const { databaseUrl } = target
  const database =
    databaseUrl === null ? await openPglite(target.state) : await openPostgres(databaseUrl)
  try {
    await migrate(database, migrationsDirectory)
    return await use(database, databaseUrl)
  } finally {
    await database.close()
    await target.dispose()
    await rm(directory, { recursive: true, force: true })
  }
}

const print = (row: readonly (string | number)[]): void => {
  process.stdout.write(`| ${row.join(' | ')} |\n`)
}

/** What one step asked the server for, and how long it took. */
const costOf = async (server: OpenaiServer, step: () => Promise<void>): Promise<Cost> => {
  const before = server.asked.length
  const start = performance.now()
  await step()
  const asked = server.asked.slice(before)
  const texts = asked.flatMap(({ input }) => input)
  return {
    requests: asked.length,
    texts: texts.length,
    tokens: Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 4),
    seconds: (performance.now() - start) / 1000,
  }
}

const compare = async (chunks: number, latency: number): Promise<void> => {
  print(['way', 'step', 'requests', 'texts', 'tokens', 'seconds'])
  print(['---', '---', '--:', '--:', '--:', '--:'])
  for (const [name, open] of Object.entries(ways)) {
    await using server = await openOpenaiServer({ latency })
    await withDatabase(async (database) => {
      const way = await open(database, server.baseUrl)
      const before = makeLessons(chunks)
      const after: Sections = before.map((lesson, at) =>
        at === 0 ? { ...lesson, texts: [...lesson.texts.slice(1), 'A new last section.'] } : lesson,
      )
      const steps = [
        ['cold', () => way.index(before, 'one')],
        ['one change', () => way.index(after, 'one')],
        ['another model', () => way.index(after, 'two')],
      ] as const
      for (const [step, run] of steps) {
        const { requests, texts, tokens, seconds } = await costOf(server, run)
        print([name, step, requests, texts, tokens, seconds.toFixed(2)])
      }
    })
  }
}

const preload = fileURLToPath(new URL('../test/support/signal-at-point.ts', import.meta.url))
const filler = fileURLToPath(new URL('./embed/fill.ts', import.meta.url))
const concurrency = 4

/** Runs a fill in a process of its own, killed after a stored reply where `signal` is given; gives its exit code. */
const fillOnce = (url: string, baseUrl: string, signal: string): Promise<number | null> => {
  const child = spawn(
    process.execPath,
    ['--import', preload, filler, url, baseUrl, String(concurrency)],
    { env: { ...process.env, HMA_TEST_SIGNAL: signal }, stdio: ['ignore', 'inherit', 'inherit'] },
  )
  return new Promise((done) => child.once('exit', (code) => done(code)))
}

const killOften = async (chunks: number, kills: number): Promise<void> => {
  // So many texts that each kill leaves some to do.
  const mostInputs = Math.max(1, Math.min(2_048, Math.floor(chunks / (kills * concurrency * 2))))
  await using server = await openOpenaiServer({ mostInputs })
  await withDatabase(async (database, url) => {
    if (url === null) throw new Error('Expected HMA_BENCH_DATABASE_URL, since a process is killed.')
    await fillModel(database, makeLessons(chunks))
    for (let kill = 0; kill < kills; kill += 1) {
      const code = await fillOnce(url, server.baseUrl, 'SIGKILL vectors-saved 1')
      if (code !== null)
        throw new Error(`Expected kill ${kill + 1} to hit, got the exit code ${code}.`)
    }
    const code = await fillOnce(url, server.baseUrl, '')
    const [row] = await database.query<{ readonly live: number }>(
      'select count(*)::int as live from embeddings.live',
    )
    const bound = chunks + kills * concurrency * mostInputs
    print(['kills', 'chunks', 'with a vector', 'texts sold', 'at most', 'exit'])
    print(['--:', '--:', '--:', '--:', '--:', '--:'])
    print([kills, chunks, row?.live ?? 0, server.sold(), bound, code ?? 'killed'])
    if (row?.live !== chunks || server.sold() > bound) process.exitCode = 1
  })
}

const searchTimes = async (chunks: number): Promise<void> => {
  await withDatabase(async (database, url) => {
    const { p50, p95, recall } = await measureSearch(database, chunks)
    print(['chunks', 'database', 'search p50 ms', 'p95 ms', 'recall@10 of the index'])
    print(['--:', '---', '--:', '--:', '--:'])
    const kind = url === null ? 'embedded' : 'PostgreSQL'
    print([chunks, kind, p50.toFixed(1), p95.toFixed(1), recall?.toFixed(3) ?? 'no index'])
  })
}

if (values.help) {
  process.stdout.write(`${usage}\n`)
} else {
  await compare(Number(values.chunks), Number(values.latency))
  if (serverUrl !== null) await killOften(Number(values.chunks), Number(values.kills))
  await searchTimes(Number(values.search))
}
