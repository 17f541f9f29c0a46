import type { CourseRow, PillarRow } from '../publish/hierarchy-rows.ts'
import type { Transaction } from './database.ts'
import { mergeRows } from './merge-rows.ts'

/** Writes the pillars and courses of a release. */
export const mergeHierarchy = async (
  transaction: Transaction,
  rows: { readonly pillars: readonly PillarRow[]; readonly courses: readonly CourseRow[] },
): Promise<void> => {
  await mergeRows(
    transaction,
    {
      table: 'education.pillars',
      key: ['id'],
      columns: {
        id: 'uuid',
        slug: 'text',
        name: 'text',
        description: 'text',
        icon_url: 'text',
        color_hex: 'text',
        sort_order: 'int4',
        is_published: 'bool',
        metadata: 'jsonb',
        created_at: 'timestamptz',
        updated_at: 'timestamptz',
      },
    },
    rows.pillars.map((row) => [
      row.id,
      row.slug,
      row.name,
      row.description,
      row.icon,
      row.color,
      row.order,
      row.published,
      row.metadata,
      row.created,
      row.updated,
    ]),
  )
  await mergeRows(
    transaction,
    {
      table: 'education.courses',
      key: ['id'],
      columns: {
        id: 'uuid',
        pillar_id: 'uuid',
        slug: 'text',
        title: 'text',
        description: 'text',
        difficulty_level: { type: 'text', cast: 'education.difficulty_level' },
        estimated_hours: { type: 'float8', cast: 'numeric' },
        tags: 'text[]',
        is_published: 'bool',
        metadata: 'jsonb',
        created_at: 'timestamptz',
        updated_at: 'timestamptz',
      },
    },
    rows.courses.map((row) => [
      row.id,
      row.pillarId,
      row.slug,
      row.title,
      row.description,
      row.difficulty,
      row.hours,
      row.tags,
      row.published,
      row.metadata,
      row.created,
      row.updated,
    ]),
  )
  // What no file and no lesson speaks of any more stays, since learners' rows may refer to it.
  await transaction.query(
    'update education.courses set is_published = false where is_published and id <> all($1::uuid[])',
    [rows.courses.map(({ id }) => id)],
  )
  await transaction.query(
    'update education.pillars set is_published = false where is_published and id <> all($1::uuid[])',
    [rows.pillars.map(({ id }) => id)],
  )
}
