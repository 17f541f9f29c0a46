import { createHash } from 'node:crypto'
import type { Database } from '../../src/database/database.ts'
import { anyChunk } from '../../src/database/embeddings.ts'
import { refreshStatistics } from '../../src/database/refresh-statistics.ts'
import { uuidOf } from '../../src/identifier.ts'
import { fillMissing, type ReindexInput, reindex } from '../../src/line/reindex.ts'
import { embedderAt } from './fill.ts'
import { fillModel, type Sections } from './lessons.ts'

/** A way of keeping the vectors of lessons. */
export type Way = {
  /** Puts lessons to where the way reads them. */
  readonly load: (lessons: Sections) => Promise<void>
  /** Brings what is stored to what these lessons say, for a model. */
  readonly index: (lessons: Sections, model: string) => Promise<void>
}

// Two of them read lessons where they are.
const load = async (): Promise<void> => {}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

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
  await database.query('create table public.rows (key text primary key, embedding vector(1536))')
  const checksums = new Map<string, string>()
  let last = ''
  return {
    load,
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

type Langchain = (
  query: Database['query'],
  baseUrl: string,
) => Promise<(lessons: Sections, model: string) => Promise<void>>

/** LangChain's indexing API itself, with its defaults: batches of 100 documents, one after the other. */
const langchain = async ({ query }: Database, baseUrl: string): Promise<Way> => {
  // A computed name, since types and packages are there only where the bench has installed them.
  const file = new URL('./langchain.js', import.meta.url).href
  const { openLangchain } = (await import(file)) as { openLangchain: Langchain }
  return { load, index: await openLangchain(query, baseUrl) }
}

/** As a release does, which replaces the chunks of changed lessons only, and then `publish` or `reindex`. */
const ours = async (database: Database, baseUrl: string): Promise<Way> => {
  const live = new Map<string, string>()
  let last: string | null = null
  return {
    load: async (lessons) => {
      const changed = lessons.filter(
        ({ slug, texts }) => live.get(slug) !== digest(texts.join('\n')),
      )
      await database.query('delete from embeddings.live_chunks where content_id = any($1)', [
        changed.map(({ slug }) => uuidOf(slug)),
      ])
      await fillModel(database, changed)
      for (const { slug, texts } of changed) live.set(slug, digest(texts.join('\n')))
      if (changed.length === lessons.length) await refreshStatistics(database)
    },
    index: async (_, model) => {
      const input: ReindexInput = {
        database,
        embedder: embedderAt(baseUrl, model),
        filter: anyChunk,
        concurrency: 4,
        allow: () => {},
        onProgress: () => {},
      }
      const { failure } = await (last === model ? fillMissing(input) : reindex(input))
      last = model
      if (failure !== null) throw failure
    },
  }
}

export const ways: Readonly<Record<string, (database: Database, baseUrl: string) => Promise<Way>>> =
  {
    'hma-content': ours,
    'LangChain’s indexing API': langchain,
    'one request a section (supabase/embeddings-generator)': onePerSection,
  }
