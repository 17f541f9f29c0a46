import type { ItemRow } from '../publish/item-rows.ts'
import type { Transaction } from './database.ts'
import { mergeRows } from './merge-rows.ts'

/** Writes the items of a release, and the lessons among them where courses look for them. */
export const mergeItems = async (
  transaction: Transaction,
  rows: readonly ItemRow[],
): Promise<void> => {
  await mergeRows(
    transaction,
    {
      table: 'education.lessons',
      key: ['id'],
      columns: {
        id: 'uuid',
        course_id: 'uuid',
        slug: 'text',
        title: 'text',
        description: 'text',
        content_type: { type: 'text', cast: 'education.lesson_content_type' },
        content_url: 'text',
        duration_minutes: 'int4',
        sort_order: 'int4',
        is_published: 'bool',
        metadata: 'jsonb',
        created_at: 'timestamptz',
        updated_at: 'timestamptz',
      },
    },
    rows
      .filter(({ isLesson }) => isLesson)
      .map((row) => [
        row.id,
        row.courseId,
        row.lessonSlug,
        row.title,
        row.description,
        row.presentation,
        row.contentUrl,
        row.durationMinutes,
        row.order,
        row.status === 'published',
        row.metadata,
        row.created,
        row.updated,
      ]),
  )
  await takeDownLessons(transaction, rows)
  await mergeRows(
    transaction,
    {
      table: 'content_mgmt.content_items',
      key: ['id'],
      columns: {
        id: 'uuid',
        content_type: { type: 'text', cast: 'content_mgmt.item_content_type' },
        pillar_id: 'uuid',
        course_id: 'uuid',
        lesson_id: 'uuid',
        title: 'text',
        slug: 'text',
        description: 'text',
        author_id: 'uuid',
        reviewer_id: 'uuid',
        status: { type: 'text', cast: 'content_mgmt.item_status' },
        version: 'text',
        git_commit_hash: 'text',
        file_path: 'text',
        metadata: 'jsonb',
        created_at: 'timestamptz',
        updated_at: 'timestamptz',
        published_at: 'timestamptz',
        tags: 'text[]',
        language: 'text',
      },
    },
    rows.map((row) => [
      row.id,
      row.type,
      row.pillarId,
      row.courseId,
      row.isLesson ? row.id : null,
      row.title,
      row.slug,
      row.description,
      row.author,
      row.reviewer,
      row.status,
      row.version,
      row.commit,
      row.path,
      row.metadata,
      row.created,
      row.updated,
      row.published,
      row.tags,
      row.language,
    ]),
  )
}

// A lesson may become an item of another type, or move to where there are no courses. Its row stays, since
// learners' progress may refer to it.
const takeDownLessons = async ({ query }: Transaction, rows: readonly ItemRow[]): Promise<void> => {
  const others = rows.filter(({ isLesson }) => !isLesson).map(({ id }) => id)
  await query(
    'update education.lessons set is_published = false where is_published and id = any($1::uuid[])',
    [others],
  )
}

/** Takes down items that are not live, whatever their rows say: a release of an earlier commit does not know newer ones. */
export const archiveAbsent = async ({ query }: Transaction): Promise<void> => {
  await query(
    `update content_mgmt.content_items as item set status = 'archived'
     where status = 'published' and not exists (select from pipeline.live where content_id = item.id)`,
  )
  await query(
    `update education.lessons as lesson set is_published = false
     where is_published and not exists (select from pipeline.live where content_id = lesson.id)`,
  )
}

/**
 * Takes down items that only an earlier interpretation of the repository knew. Their rows stay, since
 * learners' progress may refer to them.
 */
export const archiveUnknown = async ({ query }: Transaction): Promise<void> => {
  await query(
    `update content_mgmt.content_items as item set status = 'archived'
     where status <> 'archived' and not exists (select from pipeline.items where items.id = item.id)`,
  )
  await query(
    `update education.lessons as lesson set is_published = false
     where is_published and not exists (select from pipeline.items where items.id = lesson.id)`,
  )
}
