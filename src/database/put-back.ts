import { ContentError } from '../errors.ts'
import type { Row, Transaction } from './database.ts'
import { linkEmbeddings } from './embeddings.ts'

/** A table of what is live: its primary key with the types of its columns, and what becomes of a row that was not there. */
type Relation = {
  readonly table: string
  readonly key: Readonly<Record<string, string>>
  /** Rows that other services may refer to are taken down, not removed. */
  readonly absent: 'remove' | string
}

// In an order that keeps foreign keys whole.
const relations: readonly Relation[] = [
  { table: 'education.pillars', key: { id: 'uuid' }, absent: 'is_published = false' },
  { table: 'education.courses', key: { id: 'uuid' }, absent: 'is_published = false' },
  { table: 'education.lessons', key: { id: 'uuid' }, absent: 'is_published = false' },
  { table: 'content_mgmt.content_items', key: { id: 'uuid' }, absent: "status = 'archived'" },
  {
    table: 'content_mgmt.translations',
    key: { content_id: 'uuid', language_code: 'text' },
    absent: 'remove',
  },
  {
    table: 'content_mgmt.redirects',
    key: { content_type: 'content_mgmt.item_content_type', slug: 'text' },
    absent: 'remove',
  },
  { table: 'assets.media_library', key: { id: 'uuid' }, absent: 'usage_count = 0' },
  { table: 'pipeline.live', key: { content_id: 'uuid', language: 'text' }, absent: 'remove' },
]

/**
 * Puts everything that is live back as it was when a release had been made, from the rows that later releases
 * replaced, and gives chunks their vectors of the active model as far as these were bought. All in the caller's
 * transaction, which holds the fence and has said which release it makes.
 * @throws ContentError `REFUSED` where these rows have been removed since they were asked for
 */
export const putBack = async (
  transaction: Transaction,
  release: number,
  model: string,
): Promise<void> => {
  await checkKept(transaction, release)
  // First, since the texts that changed are told by a table that is put back below.
  await putBackChunks(transaction, release)
  for (const relation of relations) await putBackRows(transaction, relation, release)
  await linkEmbeddings(transaction, model, 'unlinked')
}

const checkKept = async ({ query }: Transaction, release: number): Promise<void> => {
  const lost = await query(
    'select from pipeline.releases where sequence > $1 and not reversible limit 1',
    [release],
  )
  if (lost.length === 0) return
  throw new ContentError('REFUSED', 'What it takes to go back has just been removed.', {
    hint: 'Run the command again: the release is made again from Git.',
  })
}

const putBackRows = async (
  { query }: Transaction,
  { table, key, absent }: Relation,
  release: number,
): Promise<void> => {
  await query(
    `create temporary table earlier on commit drop as
     select distinct on (key) place, was from pipeline.replaced
     where relation = $1 and sequence > $2 order by key, sequence`,
    [table, release],
  )
  const isAt = Object.entries(key)
    .map(([name, type]) => `target.${name} = (earlier.place ->> '${name}')::${type}`)
    .join(' and ')
  await query(
    absent === 'remove'
      ? `delete from ${table} as target using earlier where earlier.was is null and ${isAt}`
      : `update ${table} as target set ${absent} from earlier where earlier.was is null and ${isAt}`,
  )
  const names = await columnsOf({ query }, table, 'earlier')
  const values = names.map((name) => `put.${name}`).join(', ')
  await query(
    `update ${table} as target set (${names.join(', ')}) =
       (select ${values} from jsonb_populate_record(target, earlier.was) as put)
     from earlier where earlier.was is not null and ${isAt} and to_jsonb(target) <> earlier.was`,
  )
  await query(
    `insert into ${table} (${names.join(', ')}) select ${values}
     from earlier, jsonb_populate_record(null::${table}, earlier.was) as put
     where earlier.was is not null and not exists (select from ${table} as target where ${isAt})`,
  )
  await query('drop table earlier')
}

/** Each text that changed gets the chunks that the first of the later releases found. */
const putBackChunks = async ({ query }: Transaction, release: number): Promise<void> => {
  await query(
    `create temporary table earlier on commit drop as
     select distinct on (key) (place ->> 'content_id')::uuid as content_id, place ->> 'language' as language, sequence
     from pipeline.replaced
     where relation = 'pipeline.live' and sequence > $1 order by key, sequence`,
    [release],
  )
  const isOf = 'chunk.content_id = earlier.content_id and chunk.language = earlier.language'
  await query(`delete from embeddings.live_chunks as chunk using earlier where ${isOf}`)
  const images = "(select was from pipeline.replaced where relation = 'embeddings.live_chunks')"
  const names = await columnsOf({ query }, 'embeddings.live_chunks', images)
  // A vector may be of a model that is active no longer.
  await query(
    `insert into embeddings.live_chunks (${names.join(', ')}) select ${names.map((name) => `chunk.${name}`).join(', ')}
     from pipeline.replaced as kept
     join earlier on kept.sequence = earlier.sequence and kept.place ->> 'language' = earlier.language
       and (kept.place ->> 'content_id')::uuid = earlier.content_id,
     jsonb_populate_record(null::embeddings.live_chunks, kept.was - 'embedding_id') as chunk
     where kept.relation = 'embeddings.live_chunks'`,
  )
  await query('drop table earlier')
}

/** The columns that every one of the rows has which are to be put back; a later migration may have added others. */
const columnsOf = async (
  { query }: Pick<Transaction, 'query'>,
  table: string,
  images: string,
): Promise<readonly string[]> => {
  const columns = await query<Row & { readonly name: string }>(
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped
       and not exists (
         select from ${images} as image where was is not null and not jsonb_exists(was, attname))
     order by attnum`,
    [table],
  )
  return columns.map(({ name }) => name)
}
