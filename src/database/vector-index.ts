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

/** How an index is built and searched. */
type Graph = { readonly options: string; readonly efSearch: number }

// Few vectors lose nothing with pgvector's own numbers (16, 64). Among 100,000 in clusters these leave some that walks do not
// reach: questions got 0.68 of their ten neighbours with efSearch at 200 and 0.82 at 400. More links take no room, since a
// vector of 6 kB has its page to itself; building takes twice as long. How far walks go is the least that finds 0.97 and more
// of what the questions of `npm run bench:embed -- --only search` are nearest to:
//   10,000, small graph:  0.967 with 80, 0.988 with 120, 0.998 with 200, 1.000 with 600
//   100,000, large graph: 0.907 with 200, 0.948 with 400, 0.973 with 600, 0.975 with 800
const graphs = {
  small: { options: '', efSearch: 200 },
  large: { options: 'with (m = 32, ef_construction = 128)', efSearch: 600 },
} as const satisfies Record<string, Graph>

/** Of which of two sizes a model's index is. */
export type GraphSize = keyof typeof graphs

/** The graph that so many vectors need. */
export const graphFor = (vectors: number): GraphSize => (vectors < 20_000 ? 'small' : 'large')

/** How many vectors of a model are kept. */
export const countVectors = async ({ query }: Database, model: string): Promise<number> => {
  const [row] = await query<Row & { readonly vectors: number }>(
    'select count(*)::int as vectors from embeddings.content_embeddings where model_version = $1',
    [model],
  )
  return row?.vectors ?? 0
}

/** The graph that searches for a model go by; null where it has no index. */
export const vectorIndexOf = async (
  { query }: Transaction,
  model: string,
): Promise<GraphSize | null> => {
  const [row] = await query<Row & { readonly large: boolean }>(
    `select coalesce(array_to_string(reloptions, ' ') like '%m=32%', false) as large
     from pg_class where oid = to_regclass($1)`,
    [`embeddings.${indexName(model)}`],
  )
  if (row === undefined) return null
  return row.large ? 'large' : 'small'
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
         using hnsw (embedding vector_cosine_ops) ${graphs[graphFor(vectors)].options}
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
export const searchByIndex = async ({ query }: Transaction, size: GraphSize): Promise<void> => {
  await query(`set local hnsw.ef_search = ${graphs[size].efSearch}`)
  await query(`set local hnsw.iterative_scan = 'relaxed_order'`)
}

/** Has searches of a transaction read every vector. */
export const searchExactly = async ({ query }: Transaction): Promise<void> => {
  await query('set local enable_indexscan = off')
}

const indexName = (model: string): string =>
  `content_embeddings_${createHash('sha256').update(model).digest('hex').slice(0, 12)}_hnsw_idx`

// One that was not measured yet: whoever built it may have been killed.
const draftName = (model: string): string => `${indexName(model)}_draft`

// The predicate of an index is part of its definition, where nothing can be bound.
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
