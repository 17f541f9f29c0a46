// LangChain's indexing API with its OpenAI embeddings, as its documentation puts them together; rows go to the same
// database as ours. JavaScript, since the packages are installed by the bench alone.
import { Document } from '@langchain/core/documents'
import { index } from '@langchain/core/indexing'
import { VectorStore } from '@langchain/core/vectorstores'
import { OpenAIEmbeddings } from '@langchain/openai'

/** As its PGVectorStore: one insert for what was embedded together, with the texts and what they say of themselves; vectors as text. */
class Rows extends VectorStore {
  constructor(embeddings, query) {
    super(embeddings, {})
    this.query = query
  }

  _vectorstoreType() {
    return 'rows'
  }

  async addDocuments(documents, { ids }) {
    const vectors = await this.embeddings.embedDocuments(documents.map((one) => one.pageContent))
    return this.addVectors(vectors, documents, { ids })
  }

  async addVectors(vectors, documents, { ids }) {
    await this.query(
      `insert into public.rows
       select key, text, metadata::jsonb, embedding::vector
       from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as row (key, text, metadata, embedding)
       on conflict (key) do update
         set text = excluded.text, metadata = excluded.metadata, embedding = excluded.embedding`,
      [
        ids,
        documents.map(({ pageContent }) => pageContent),
        documents.map(({ metadata }) => JSON.stringify(metadata)),
        vectors.map((vector) => `[${vector.join(',')}]`),
      ],
    )
    return ids
  }

  async delete({ ids }) {
    await this.query('delete from public.rows where key = any($1)', [ids])
  }

  async similaritySearchVectorWithScore() {
    return []
  }
}

/** As its PostgresRecordManager. */
const recordManager = (query) => ({
  createSchema: () =>
    query(`create table if not exists public.records
      (key text primary key, group_id text, updated_at double precision)`),
  getTime: async () => {
    const [row] = await query('select extract(epoch from clock_timestamp())::float8 as now')
    return row.now
  },
  update: (keys, { groupIds, timeAtLeast } = {}) =>
    query(
      `insert into public.records (key, group_id, updated_at)
       select key, group_id, greatest(extract(epoch from clock_timestamp())::float8, $3)
       from unnest($1::text[], $2::text[]) as row (key, group_id)
       on conflict (key) do update set updated_at = excluded.updated_at,
         group_id = coalesce(excluded.group_id, records.group_id)`,
      [keys, groupIds ?? keys.map(() => null), timeAtLeast ?? 0],
    ),
  exists: async (keys) => {
    const rows = await query('select key from public.records where key = any($1)', [keys])
    const found = new Set(rows.map(({ key }) => key))
    return keys.map((key) => found.has(key))
  },
  listKeys: async ({ before, groupIds }) => {
    const rows = await query(
      'select key from public.records where updated_at < $1 and group_id = any($2)',
      [before, groupIds],
    )
    return rows.map(({ key }) => key)
  },
  deleteKeys: (keys) => query('delete from public.records where key = any($1)', [keys]),
})

/**
 * Brings rows to what lessons say, for a model. Its digests know nothing of models, so for another one everything has
 * to be forced.
 */
export const openLangchain = async (query, baseURL) => {
  const records = recordManager(query)
  await query(
    `create table if not exists public.rows
      (key text primary key, text text, metadata jsonb, embedding vector(1536))`,
  )
  await records.createSchema()
  let last = null
  return async (lessons, model) => {
    const embeddings = new OpenAIEmbeddings({
      model,
      apiKey: 'sk-bench',
      configuration: { baseURL },
    })
    const documents = lessons.flatMap(({ slug, texts }) =>
      texts.map((pageContent) => new Document({ pageContent, metadata: { source: slug } })),
    )
    await index({
      docsSource: documents,
      recordManager: records,
      vectorStore: new Rows(embeddings, query),
      options: {
        cleanup: 'incremental',
        sourceIdKey: 'source',
        forceUpdate: last !== null && last !== model,
      },
    })
    last = model
  }
}
