import type { Database, Row } from './database.ts'

/** The manifests of the last 20 releases, and of those of the last 90 days. */
export const readRetainedRoots = async ({ query }: Database): Promise<readonly string[]> => {
  const rows = await query<Row & { readonly root: string }>(
    `select root_key as root from (
       select root_key, created_at, row_number() over (order by sequence desc) as place
       from pipeline.releases
     ) as release
     where place <= 20 or created_at > now() - interval '90 days'`,
  )
  return rows.map(({ root }) => root)
}
