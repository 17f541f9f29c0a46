import type { Row, Transaction } from '../../src/database/database.ts'

// Of what is not live any more a row may stay, taken down, since other services' rows may refer to it.
const visible = [
  'education.pillars where is_published',
  'education.courses where is_published',
  'education.lessons where is_published',
  "content_mgmt.content_items where status = 'published'",
  'content_mgmt.translations where true',
  'content_mgmt.redirects where true',
  'assets.media_library where usage_count > 0',
  'pipeline.live where true',
  'embeddings.live_chunks where true',
]

/** Table → rows, as JSON and in a fixed order, that readers of the live release see. Vectors may come later. */
export const visibleRows = async ({
  query,
}: Pick<Transaction, 'query'>): Promise<Readonly<Record<string, readonly string[]>>> => {
  const found: [string, readonly string[]][] = []
  for (const table of visible) {
    const [name = '', condition = ''] = table.split(' where ')
    const rows = await query<Row & { readonly row: string }>(
      `select (to_jsonb(t) - array['embedding_id', 'created_at', 'updated_at'])::text as row
       from ${name} as t where ${condition}`,
    )
    found.push([name, rows.map(({ row }) => row).toSorted()])
  }
  return Object.fromEntries(found)
}
