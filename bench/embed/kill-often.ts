import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Database, Row } from '../../src/database/database.ts'
import { packInputs } from '../../src/embed/pack-inputs.ts'
import {
  type Fault,
  openOpenaiServer,
  passingFaults,
  type ServerManners,
} from '../../test/support/openai-server.ts'
import { type FillSettings, openAddress } from './fill.ts'
import { fillModel, makeLessons } from './lessons.ts'

const preload = fileURLToPath(new URL('../../test/support/signal-at-point.ts', import.meta.url))
const filler = fileURLToPath(new URL('./fill.ts', import.meta.url))

/** Runs a fill in a process of its own, killed where `signal` says (`SIGKILL vectors-saved 1`); gives its exit code. */
export const fillOnce = (settings: FillSettings, signal = ''): Promise<number | null> => {
  const child = spawn(process.execPath, ['--import', preload, filler, JSON.stringify(settings)], {
    env: { ...process.env, HMA_TEST_SIGNAL: signal },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((done) => child.once('exit', (code) => done(code)))
}

/** What to fill, and how often to kill it. */
export type KillSettings = {
  /** Of an empty, migrated database; see `FillSettings`. */
  readonly address: string
  readonly chunks: number
  readonly kills: number
  readonly concurrency: number
  /** As that of `FillSettings`. */
  readonly timeout: number
  readonly manners: ServerManners
  /** Each so-manieth request fails in some way; 0 for none. */
  readonly faultEach: number
}

/** What filling came to. */
export type Filled = {
  readonly requests: number
  /** By which the number of requests is held, where nothing is killed and nothing fails. */
  readonly fewestRequests: number
  /** Texts that were paid for, and the most that may be. */
  readonly sold: number
  readonly mostSold: number
  /** Chunks that readers see with a vector, and those of them with the one that was sold for their text. */
  readonly live: number
  readonly right: number
  readonly exit: number | null
}

/** Fills a model with generated chunks, killed each time after at least one reply was stored, and once more to the end. */
export const killOften = async (settings: KillSettings): Promise<Filled> => {
  const { address, chunks, kills, concurrency, timeout, faultEach } = settings
  // So few texts a request that each kill leaves some to do.
  const mostInputs =
    kills === 0 ? 2_048 : Math.max(1, Math.floor(chunks / (kills * concurrency * 2)))
  await using server = await openOpenaiServer({ ...settings.manners, mostInputs })
  server.fail((request) => faultAt(request, faultEach))
  await onDatabase(address, (database) => fillModel(database, makeLessons(chunks)))
  const fewestRequests = await onDatabase(address, packedRequests)
  const fill = { address, baseUrl: server.baseUrl, concurrency, timeout, indexFrom: null }
  for (let kill = 0; kill < kills; kill += 1) {
    const code = await fillOnce(fill, `SIGKILL vectors-saved ${1 + (kill % 2)}`)
    if (code !== null) throw new Error(`Expected kill ${kill + 1} to hit, got exit code ${code}.`)
  }
  const exit = await fillOnce(fill)
  return {
    requests: server.asked.length,
    fewestRequests,
    sold: server.sold(),
    mostSold: chunks + kills * concurrency * mostInputs,
    ...(await onDatabase(address, countRight)),
    exit,
  }
}

const faultAt = (request: number, each: number): Fault => {
  if (each === 0 || request % each !== each - 1) return 'none'
  return passingFaults[Math.floor(request / each) % passingFaults.length] ?? 'none'
}

/** Opens the database at an address for a while. */
export const onDatabase = async <T>(
  address: string,
  use: (database: Database) => Promise<T>,
): Promise<T> => {
  const database = await openAddress(address)
  try {
    return await use(database)
  } finally {
    await database.close()
  }
}

const largest = { inputs: 2_048, weight: 250_000 }

const packedRequests = async (database: Database): Promise<number> => {
  const texts = await database.query<Row & { readonly tokens: number; readonly bytes: number }>(
    'select tokens, octet_length(input) as bytes from embeddings.live_chunks order by input_digest',
  )
  return packInputs(texts, largest).length
}

const countRight = async (database: Database): Promise<{ live: number; right: number }> => {
  // The server sells vectors with a single 1, at a place that the SHA-256 of the text says.
  const rows = await database.query<Row & { readonly head: string; readonly place: number }>(
    `select left(input_digest, 4) as head,
            position('1' in translate(embedding::text, '[],', '')) - 1 as place
     from embeddings.live`,
  )
  const right = rows.filter(({ head, place }) => Number.parseInt(head, 16) % 1536 === place)
  return { live: rows.length, right: right.length }
}
