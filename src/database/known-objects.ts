import type { KnownObject, KnownObjects } from '../bucket/known-objects.ts'
import { inGroups } from '../in-groups.ts'
import type { Database, Row, Transaction } from './database.ts'

/**
 * What is known of the bucket at an address. Questions and notes that come at the same time go in one statement.
 * `headers` is the digest of the table of headers under which the bucket is first met. Not for use inside a transaction.
 */
export const openKnownObjects = (
  database: Database,
  address: string,
  headers: string,
): KnownObjects => ({
  isBegun: async () => (await readHeadersDigest(database, address)) !== null,
  begin: (objects) =>
    database.transaction(async (transaction) => {
      await transaction.query(
        `insert into pipeline.buckets (address, headers) values ($1, $2)
         on conflict (address) do nothing`,
        [address, headers],
      )
      await transaction.query(
        `delete from pipeline.objects
         where bucket = (select id from pipeline.buckets where address = $1)`,
        [address],
      )
      await noteObjects(transaction, address, objects)
    }),
  find: inGroups((keys) => findObjects(database, address, keys)),
  note: inGroups(async (objects) => {
    await noteObjects(database, address, objects)
    return objects.map(() => undefined)
  }),
})

/** Digest of the table of headers that a bucket's objects were last compared with; null where it was never met. */
export const readHeadersDigest = async (
  { query }: Pick<Database, 'query'>,
  address: string,
): Promise<string | null> => {
  const [row] = await query<Row & { readonly headers: string }>(
    'select headers from pipeline.buckets where address = $1',
    [address],
  )
  return row?.headers ?? null
}

/** Notes with which table of headers a bucket's objects were compared. */
export const writeHeadersDigest = async (
  { query }: Pick<Database, 'query'>,
  address: string,
  headers: string,
): Promise<void> => {
  await query('update pipeline.buckets set headers = $2 where address = $1', [address, headers])
}

/** Forgets that objects are stored, in whichever bucket; to be done wherever they are removed. */
export const forgetObjects = async (
  { query }: Pick<Transaction, 'query'>,
  keys: readonly string[],
): Promise<void> => {
  await query('delete from pipeline.objects where key = any($1::text[])', [keys])
}

/** Has objects that were merely listed count as put under other headers than those of now. */
export const distrustListed = async (
  { query }: Pick<Database, 'query'>,
  address: string,
): Promise<void> => {
  await query(
    `update pipeline.objects set headers = ''
     where headers is null and bucket = (select id from pipeline.buckets where address = $1)`,
    [address],
  )
}

/** All that a bucket is known to hold, or what is known of some keys. */
export const readKnownObjects = async (
  { query }: Pick<Database, 'query'>,
  address: string,
  keys: readonly string[] | null,
): Promise<readonly KnownObject[]> => {
  const rows = await query<Row & Omit<KnownObject, 'size'> & { readonly size: string | null }>(
    `select key, sha256, size, objects.headers, tags as "cacheTags"
     from pipeline.objects as objects join pipeline.buckets on buckets.id = objects.bucket
     where address = $1 and ($2::text[] is null or key = any($2::text[]))`,
    [address, keys],
  )
  return rows.map(({ size, ...row }) => ({ ...row, size: size === null ? null : Number(size) }))
}

/** The keys of all that a bucket is known to hold, but for what `gc` may be about to remove, whose notes are not believed. */
export const readNotedKeys = async (
  { query }: Pick<Database, 'query'>,
  address: string,
): Promise<readonly string[]> => {
  const rows = await query<Row & { readonly key: string }>(
    `select key from pipeline.objects as objects join pipeline.buckets on buckets.id = objects.bucket
     where address = $1 and not exists (select from pipeline.garbage where garbage.key = objects.key)
     order by key`,
    [address],
  )
  return rows.map(({ key }) => key)
}

const findObjects = async (
  database: Database,
  address: string,
  keys: readonly string[],
): Promise<readonly (KnownObject | null)[]> => {
  const found = await readKnownObjects(database, address, keys)
  const byKey = new Map(found.map((object) => [object.key, object]))
  return keys.map((key) => byKey.get(key) ?? null)
}

const noteObjects = async (
  { query }: Pick<Transaction, 'query'>,
  address: string,
  objects: readonly KnownObject[],
): Promise<void> => {
  // The same key twice in one statement is an error of its own.
  const once = [...new Map(objects.map((object) => [object.key, object])).values()]
  await query(
    `insert into pipeline.objects (bucket, key, sha256, size, headers, tags)
     select (select id from pipeline.buckets where address = $1), key, sha256, size, headers,
            string_to_array(tags, ',')
     from unnest($2::text[], $3::text[], $4::int8[], $5::text[], $6::text[])
       as noted (key, sha256, size, headers, tags)
     on conflict (bucket, key) do update
     set sha256 = excluded.sha256, size = excluded.size, headers = excluded.headers, tags = excluded.tags`,
    [
      address,
      once.map(({ key }) => key),
      once.map(({ sha256 }) => sha256),
      once.map(({ size }) => size),
      once.map(({ headers }) => headers),
      once.map(({ cacheTags }) => cacheTags.join(',')),
    ],
  )
}
