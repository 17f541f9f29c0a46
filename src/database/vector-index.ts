import { createHash } from 'node:crypto'
import type { Database, Row, Transaction } from './database.ts'

/**
 * Vectors of one model from which on an index pays. Below, reading all of them takes some hundredths of a second and
 * finds every neighbour; an HNSW index takes minutes to build and makes each further vector dearer to store.
 */
export const indexedFrom = 5_000

// A graph of a row takes its vector and its neighbours, some 8 kB; beyond maintenance_work_mem building slows down
// many times over (pgvector's README). Kept to what a small server can spare.
const bytesPerRow = 8 * 1024
const leastMemory = 64
const mostMemory = 1_024

// Among 100,000 vectors in clusters pgvector's own numbers (16, 64) leave some that walks do not reach: questions got 0.68 of
// their ten neighbours with efSearch at 200 and 0.82 at 400. More links take no room, since a vector
// of 6 kB has its page to itself; building takes twice as long, so smaller graphs, which lose nothing, do without.
const largeFrom = 20_000
const largeGraph = 'with (m = 32, ef_construction = 128)'

// Of `npm run bench:embed -- --only search --search 100000` the index finds 0.93 with 400 and 0.97 with 800, which takes a millisecond more.
const efSearch = 800

/** How many vectors of a model are kept. */
export const countVectors = async ({ query }: Database, model: string): Promise<number> => {
  const [row] = await query<Row & { readonly vectors: number }>(
    'select count(*)::int as vectors from embeddings.content_embeddings where model_version = $1',
    [model],
  )
  return row?.vectors ?? 0
}

/** Whether searches for a model go by an index. */
export const hasVectorIndex = async ({ query }: Transaction, model: string): Promise<boolean> => {
  const [row] = await query<Row & { readonly found: string | null }>(
    'select to_regclass($1)::text as found',
    [`embeddings.${indexName(model)}`],
  )
  return row?.found !== null && row?.found !== undefined
}

/**
 * Builds an index of a model's vectors, which searches do not go by until it is kept, in one transaction: killed, it
 * leaves nothing. Reading goes on meanwhile; whoever stores vectors waits. In the embedded database nothing else runs
 * until it is done.
 */
export const buildVectorIndex = async (
  database: Database,
  model: string,
  vectors: number,
): Promise<void> => {
  const wanted = Math.ceil((vectors * bytesPerRow) / (1024 * 1024))
  const memory = Math.min(mostMemory, Math.max(leastMemory, wanted))
  const build = (workers: number): Promise<void> =>
    database.transaction(async ({ query }) => {
      await query(`set local maintenance_work_mem = '${memory}MB'`)
      await query(`set local max_parallel_maintenance_workers = ${workers}`)
      await query(
        `create index if not exists ${draftName(model)} on embeddings.content_embeddings
         using hnsw (embedding vector_cosine_ops) ${vectors < largeFrom ? '' : largeGraph}
         where model_version = ${literal(model)}`,
      )
    })
  try {
    await build(2)
  } catch {
    // Workers share the graph in shared memory, of which a container may have 64 MB only.
    await build(0)
  }
}

/** Has searches go by the index that was built of a model. */
export const keepVectorIndex = async ({ query }: Database, model: string): Promise<void> => {
  await query(`alter index embeddings.${draftName(model)} rename to ${indexName(model)}`)
}

/** Removes a model's indexes, kept or not; searches read all vectors again. */
export const dropVectorIndex = async ({ query }: Database, model: string): Promise<void> => {
  await query(`drop index if exists embeddings.${indexName(model)}, embeddings.${draftName(model)}`)
}

/** Sets how searches of a transaction go by an index: on until enough rows pass the filters. */
export const searchByIndex = async ({ query }: Transaction): Promise<void> => {
  await query(`set local hnsw.ef_search = ${efSearch}`)
  await query(`set local hnsw.iterative_scan = 'relaxed_order'`)
}

/** Has searches of a transaction read every vector. */
export const searchExactly = async ({ query }: Transaction): Promise<void> => {
  await query('set local enable_indexscan = off')
}

const neighbours = 10
const mostSamples = 20

/**
 * The part of the ten nearest vectors that the index finds, from 0 to 1. Asked for are places between two texts of one item:
 * a text itself is found by the very way that it was put into the index, also where questions about it are not
 * (measured: 0.985 of the neighbours of texts, 0.77 of those of questions). The items are those whose texts' digests come first,
 * which is as good as any.
 */
export const measureRecall = async (database: Database, model: string): Promise<number> => {
  const samples = await database.query<Row & { readonly place: string }>(
    `select (sample.embedding + coalesce(other.embedding, sample.embedding))::text as place
     from (
       select id, content_id, embedding from embeddings.content_embeddings where model_version = $1
       order by input_digest, id limit ${mostSamples}
     ) as sample
     left join lateral (
       select embedding from embeddings.content_embeddings as stored
       where stored.model_version = $1 and stored.content_id = sample.content_id and stored.id <> sample.id
       order by input_digest, id limit 1
     ) as other on true`,
    [model],
  )
  const nearest = (place: string, set: (transaction: Transaction) => Promise<void>) =>
    database.transaction(async (transaction) => {
      await set(transaction)
      // Distances and not ids, since equal texts have equal vectors.
      return await transaction.query<Row & { readonly distance: number }>(
        `select (embedding <=> $2::vector)::float8 as distance
         from embeddings.content_embeddings where model_version = $1
         order by embedding <=> $2::vector
         limit ${neighbours}`,
        [model, place],
      )
    })
  let found = 0
  let all = 0
  for (const { place } of samples) {
    const exact = await nearest(place, searchExactly)
    const farthest = exact.at(-1)?.distance ?? 0
    const near = await nearest(place, searchByIndex)
    found += near.filter(({ distance }) => distance <= farthest + 1e-6).length
    all += exact.length
  }
  return all === 0 ? 1 : found / all
}

const indexName = (model: string): string =>
  `content_embeddings_${createHash('sha256').update(model).digest('hex').slice(0, 12)}_hnsw_idx`

// One that was not measured yet: whoever built it may have been killed.
const draftName = (model: string): string => `${indexName(model)}_draft`

// The predicate of an index is part of its definition, where nothing can be bound.
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
