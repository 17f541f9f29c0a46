import type { Item } from '../item.ts'
import type { Transaction } from './database.ts'
import { mergeRows } from './merge-rows.ts'
import type { RunRecord } from './record-run.ts'

/** Records what became of items: identity, place, track, and the slugs they left. */
export const recordItems = async (transaction: Transaction, run: RunRecord): Promise<void> => {
  const { state, touchedItems } = run.replay
  const items = [...touchedItems].flatMap((id): Item[] => {
    const item = state.items.get(id)
    return item === undefined ? [] : [item]
  })
  await mergeRows(
    transaction,
    {
      table: 'pipeline.items',
      key: ['id'],
      columns: {
        id: 'uuid',
        content_type: 'text',
        collection: 'text',
        slug: 'text',
        path: 'text',
        present: 'bool',
        record: 'jsonb',
      },
    },
    items.map((item) => [
      item.id,
      item.type,
      item.collection,
      item.slug,
      item.path,
      item.present,
      item,
    ]),
  )
  // What versions refer to: an identity without a place, which only a release gives it.
  await transaction.query(
    `insert into content_mgmt.content_items (id, content_type, title, slug, status)
     select id, content_type::content_mgmt.item_content_type, left(slug, 500), slug, 'draft'
     from unnest($1::uuid[], $2::text[], $3::text[]) as fresh (id, content_type, slug)
     on conflict (id) do nothing`,
    [items.map(({ id }) => id), items.map(({ type }) => type), items.map(({ slug }) => slug)],
  )
  await transaction.copyBinary(
    {
      table: 'pipeline.former_slugs',
      columns: {
        content_type: 'text',
        slug: 'text',
        path: 'text',
        content_id: 'uuid',
        ordinal: 'int8',
        position: 'int8',
      },
    },
    state.former
      .map(({ type, slug, path, itemId, ordinal }, position) => [
        type,
        slug,
        path,
        itemId,
        ordinal,
        position,
      ])
      .slice(run.mode === 'rebuild' ? 0 : run.formerRecorded),
  )
}
