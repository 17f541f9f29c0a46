import { createHash } from 'node:crypto'
import type { Database } from '../../src/database/database.ts'
import { anyChunk } from '../../src/database/embeddings.ts'
import { openaiEmbedder } from '../../src/embed/openai-embedder.ts'
import type { Embedder } from '../../src/embedder.ts'
import { reindex } from '../../src/line/reindex.ts'
import { fillModel, type Sections } from './lessons.ts'

/** What a step took. */
export type Cost = {
  readonly requests: number
  readonly texts: number
  readonly tokens: number
  readonly seconds: number
}

/** A way of keeping the vectors of lessons: brings what is stored to what the lessons say now, for a model. */
export type Way = { readonly index: (lessons: Sections, model: string) => Promise<void> }

/** An embedder of a model on a local server. */
export const embedderAt = (baseUrl: string, model: string): Embedder =>
  openaiEmbedder({
    apiKey: 'sk-bench',
    baseUrl,
    model,
    organization: null,
    project: null,
    apiVersion: null,
  })

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

const tableSql =
  'create table if not exists public.rows (key text primary key, embedding vector(1536))'

const store = async (
  { query }: Database,
  keys: readonly string[],
  vectors: readonly Float32Array[],
): Promise<void> => {
  await query(
    `insert into public.rows select key, embedding::vector from unnest($1::text[], $2::text[]) as row (key, embedding)
     on conflict (key) do update set embedding = excluded.embedding`,
    [keys, vectors.map((vector) => `[${vector.join(',')}]`)],
  )
}

/**
 * As supabase/embeddings-generator 8a0e8ea does: a checksum of the page decides, all sections of a changed page are
 * removed, and each is embedded by a request of its own, one after the other. The model is no part of the checksum, so
 * for another model an operator has to forget all checksums.
 */
const onePerSection = async (database: Database, baseUrl: string): Promise<Way> => {
  await database.query(tableSql)
  const checksums = new Map<string, string>()
  let last = ''
  return {
    index: async (lessons, model) => {
      if (model !== last) checksums.clear()
      last = model
      const embedder = embedderAt(baseUrl, model)
      for (const { slug, texts } of lessons) {
        const checksum = digest(texts.join('\n'))
        if (checksums.get(slug) === checksum) continue
        await database.query(`delete from public.rows where key like $1`, [`${slug} %`])
        for (const [at, text] of texts.entries())
          await store(database, [`${slug} ${at}`], await embedder.embed([text]))
        checksums.set(slug, checksum)
      }
    },
  }
}

/**
 * As LangChain's indexing API 62fc484 does with its OpenAI embeddings: the digest of each document decides, what is new
 * goes in batches of 100, one after the other. The model is no part of the digest, so for another model an operator
 * has to force an update of everything.
 */
const batchesOfHundred = async (database: Database, baseUrl: string): Promise<Way> => {
  await database.query(tableSql)
  const seen = new Set<string>()
  let last = ''
  return {
    index: async (lessons, model) => {
      if (model !== last) seen.clear()
      last = model
      const embedder = embedderAt(baseUrl, model)
      const documents = lessons.flatMap(({ texts }) => texts)
      for (let start = 0; start < documents.length; start += 100) {
        const fresh = documents.slice(start, start + 100).filter((text) => !seen.has(digest(text)))
        if (fresh.length === 0) continue
        await store(database, fresh.map(digest), await embedder.embed(fresh))
        for (const text of fresh) seen.add(digest(text))
      }
    },
  }
}

/** As `reindex` does. */
const ours = async (database: Database, baseUrl: string): Promise<Way> => ({
  index: async (lessons, model) => {
    await database.query('truncate embeddings.live_chunks')
    await fillModel(database, lessons)
    const { failure } = await reindex({
      database,
      embedder: embedderAt(baseUrl, model),
      filter: anyChunk,
      concurrency: 4,
      allow: () => {},
      onProgress: () => {},
    })
    if (failure !== null) throw failure
  },
})

export const ways: Readonly<Record<string, (database: Database, baseUrl: string) => Promise<Way>>> =
  {
    'as supabase/embeddings-generator': onePerSection,
    'as LangChain’s indexing API': batchesOfHundred,
    'hma-content': ours,
  }
