import type { Database, Row } from './database.ts'

/** The number of the next release: above every one this database or the bucket has seen. */
export const nextSequence = async (database: Database, seen: number): Promise<number> => {
  const [row] = await database.query<Row & { readonly last: number }>(
    'select coalesce(max(sequence), 0)::int8 as last from pipeline.releases',
  )
  return Math.max(row?.last ?? 0, seen) + 1
}
