// Fills a model in a process that may be killed: `node fill.ts <settings as JSON>`.
import type { Database } from '../../src/database/database.ts'
import { anyChunk } from '../../src/database/embeddings.ts'
import { openPostgres } from '../../src/database/pg.ts'
import { openPglite } from '../../src/database/pglite.ts'
import { offlineEmbedder } from '../../src/embed/offline-embedder.ts'
import { openaiEmbedder } from '../../src/embed/openai-embedder.ts'
import type { Embedder } from '../../src/embedder.ts'
import { reindex } from '../../src/line/reindex.ts'

/** What a fill is told. */
export type FillSettings = {
  /** A server's URL, or the directory of an embedded database. */
  readonly address: string
  /** Of the embeddings server; null for the offline embedder. */
  readonly baseUrl: string | null
  readonly concurrency: number
  /** Milliseconds after which a request counts as failed. */
  readonly timeout: number
  /** Vectors from which on the model gets an index; null for the usual number. */
  readonly indexFrom: number | null
}

/** Opens the database at an address. */
export const openAddress = (address: string): Promise<Database> =>
  address.startsWith('postgres') ? openPostgres(address) : openPglite(address)

/** An embedder of a model on a local server. */
export const embedderAt = (baseUrl: string, model: string, timeout = 60_000): Embedder =>
  openaiEmbedder(
    { apiKey: 'sk-bench', baseUrl, model, organization: null, project: null, apiVersion: null },
    { timeout },
  )

const fill = async (settings: FillSettings): Promise<void> => {
  const { address, baseUrl, concurrency, timeout, indexFrom } = settings
  const database = await openAddress(address)
  const { lacking, failure } = await reindex({
    database,
    embedder: baseUrl === null ? offlineEmbedder() : embedderAt(baseUrl, 'killed', timeout),
    filter: anyChunk,
    concurrency,
    ...(indexFrom === null ? {} : { indexFrom }),
    allow: () => {},
    onProgress: () => {},
  })
  await database.close()
  if (failure !== null) throw failure
  process.exitCode = lacking === 0 ? 0 : 1
}

if (import.meta.main) await fill(JSON.parse(process.argv[2] ?? '') as FillSettings)
