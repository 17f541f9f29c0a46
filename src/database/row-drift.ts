import type { Database, Row, Transaction } from './database.ts'

/** A row that is not what publishing would make it. */
export type DriftedRow = {
  /** With its schema. */
  readonly table: string
  readonly key: string
  /** `missing`: publishing would insert it. `stray`: it would delete it. */
  readonly state: 'changed' | 'missing' | 'stray'
  readonly columns: readonly string[]
}

// What a release writes whole. Keys as people know rows.
const tables: Readonly<Record<string, string>> = {
  'education.pillars': 'slug',
  'education.courses': 'slug',
  'education.lessons': 'slug',
  'content_mgmt.content_items': 'slug',
  'content_mgmt.translations': "content_id || ' [' || language_code || ']'",
  'content_mgmt.redirects': "content_type || ' ' || slug",
}

const allRows = Object.entries(tables)
  .map(
    ([table, key]) =>
      `select '${table}' as "table", ${key} as key, to_jsonb(entry) as value,
              md5(coalesce(to_jsonb(entry) ->> 'id', to_jsonb(entry)::text)) as identity
       from ${table} as entry`,
  )
  .join(' union all ')

/**
 * Lets `merge` write what a release would, looks at which rows that changed, and takes it all back. Null where another
 * publisher has moved the fence from where it was seen, so that what it writes is no longer to be compared.
 */
export const findDrift = async (
  database: Database,
  fence: number,
  merge: (transaction: Transaction) => Promise<void>,
): Promise<readonly DriftedRow[] | null> => {
  const takenBack = new Error('Everything is taken back')
  let found: readonly DriftedRow[] | null = null
  const compared = database.transaction(async (transaction) => {
    const { query } = transaction
    // As a release does, so that the two do not wait for each other.
    const [now] = await query<Row & { readonly fence: number }>(
      'select fence from pipeline.recorded where id = 1 for update',
    )
    if (now?.fence !== fence) throw takenBack
    await query(`create temporary table rows_before on commit drop as ${allRows}`)
    await merge(transaction)
    found = await query<Row & DriftedRow>(
      `select coalesce(before."table", after."table") as "table", coalesce(before.key, after.key) as key,
              case when before.value is null then 'missing' when after.value is null then 'stray' else 'changed' end as state,
              array(select name from jsonb_object_keys(before.value) as name
                    where before.value -> name is distinct from after.value -> name order by name) as columns
       from rows_before as before
       full join (${allRows}) as after on after."table" = before."table" and after.identity = before.identity
       where before.value is distinct from after.value
       order by 1, 2`,
    )
    throw takenBack
  })
  await compared.catch((error: unknown) => {
    if (error !== takenBack) throw error
  })
  return found
}
