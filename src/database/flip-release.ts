import type { JsonObject } from '../json.ts'
import type { LiveText } from '../plan.ts'
import type { CourseRow, PillarRow } from '../publish/hierarchy.ts'
import type { ItemRow } from '../publish/item-rows.ts'
import type { Redirect } from '../publish/manifest.ts'
import type { TranslationRow } from '../translation/translation-rows.ts'
import type { Database, Transaction } from './database.ts'
import { checkFence } from './fence.ts'
import { type LiveChunk, removeLiveChunks, replaceLiveChunks } from './live-chunks.ts'
import { mergeRows } from './merge-rows.ts'

/** A row of `assets.media_library`. */
export type MediaRow = {
  readonly id: string
  readonly filename: string
  readonly originalName: string
  readonly contentType: string
  readonly size: number
  readonly storagePath: string
  readonly thumbnail: string | null
  readonly sha256: string
  readonly dimensions: JsonObject | null
}

/** Everything that one release changes in what readers see. */
export type ReleaseRows = {
  readonly fence: number
  readonly sequence: number
  readonly commit: string
  readonly rootKey: string
  readonly pillars: readonly PillarRow[]
  readonly courses: readonly CourseRow[]
  readonly items: readonly ItemRow[]
  readonly translations: readonly TranslationRow[]
  /** Every item and language that has a translation file; rows of others go. */
  readonly translated: readonly { readonly itemId: string; readonly language: string }[]
  readonly redirects: readonly Redirect[]
  readonly media: readonly MediaRow[]
  readonly live: readonly LiveText[]
  readonly gone: readonly LiveText[]
  readonly chunks: readonly LiveChunk[]
  readonly model: string
}

/** Makes a release live: one transaction, seen whole or not at all. */
export const flipRelease = (database: Database, rows: ReleaseRows): Promise<void> =>
  database.transaction(async (transaction) => {
    await checkFence(transaction, rows.fence)
    await mergeHierarchy(transaction, rows)
    await mergeItems(transaction, rows.items)
    await archiveUnknown(transaction)
    await mergeTranslations(transaction, rows)
    await replaceRedirects(transaction, rows.redirects)
    await mergeMedia(transaction, rows.media)
    await replaceLive(transaction, rows)
    await transaction.query(
      'insert into pipeline.releases (sequence, commit, root_key) values ($1, $2, $3)',
      [rows.sequence, rows.commit, rows.rootKey],
    )
    await transaction.query('insert into pipeline.outbox (topic, payload) values ($1, $2)', [
      'release',
      { sequence: rows.sequence, commit: rows.commit, root: rows.rootKey },
    ])
    await transaction.query("select pg_notify('hma_release', $1)", [String(rows.sequence)])
  })

/** Notes that readers of the bucket have been pointed to a release. */
export const confirmPointer = async (database: Database, sequence: number): Promise<void> => {
  await database.query('update pipeline.releases set pointer_written = true where sequence = $1', [
    sequence,
  ])
}

const mergeHierarchy = async (transaction: Transaction, rows: ReleaseRows): Promise<void> => {
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
    ]),
  )
}

const mergeItems = async (transaction: Transaction, rows: readonly ItemRow[]): Promise<void> => {
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
        row.slug.slice(row.slug.lastIndexOf('/') + 1),
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
    ]),
  )
}

// After a rebuild, items that another interpretation knew are known no more. Their rows stay, since
// learners' progress may refer to them.
const archiveUnknown = async ({ query }: Transaction): Promise<void> => {
  await query(
    `update content_mgmt.content_items as item set status = 'archived'
     where status <> 'archived' and not exists (select from pipeline.items where items.id = item.id)`,
  )
  await query(
    `update education.lessons as lesson set is_published = false
     where is_published and not exists (select from pipeline.items where items.id = lesson.id)`,
  )
}

const mergeTranslations = async (transaction: Transaction, rows: ReleaseRows): Promise<void> => {
  await transaction.query(
    `delete from content_mgmt.translations as row where not exists (
       select from unnest($1::uuid[], $2::text[]) as kept (content_id, language_code)
       where kept.content_id = row.content_id and kept.language_code = row.language_code)`,
    [rows.translated.map(({ itemId }) => itemId), rows.translated.map(({ language }) => language)],
  )
  await mergeRows(
    transaction,
    {
      table: 'content_mgmt.translations',
      key: ['content_id', 'language_code'],
      columns: {
        id: 'uuid',
        content_id: 'uuid',
        language_code: 'text',
        title: 'text',
        description: 'text',
        content_path: 'text',
        translator_id: 'uuid',
        reviewer_id: 'uuid',
        status: { type: 'text', cast: 'content_mgmt.translation_status' },
        freshness: 'text',
        source_blob: 'text',
        outdated_sections: 'jsonb',
        git_commit_hash: 'text',
        created_at: 'timestamptz',
        updated_at: 'timestamptz',
      },
    },
    rows.translations.map((row) => [
      row.id,
      row.itemId,
      row.language,
      row.title,
      row.description,
      row.path,
      row.translator,
      row.reviewer,
      row.status,
      row.freshness,
      row.madeFrom,
      row.sections,
      row.commit,
      row.updated,
      row.updated,
    ]),
  )
}

const replaceRedirects = async (
  transaction: Transaction,
  redirects: readonly Redirect[],
): Promise<void> => {
  await transaction.query('delete from content_mgmt.redirects')
  await transaction.query(
    `insert into content_mgmt.redirects (content_type, slug, content_id)
     select content_type::content_mgmt.item_content_type, slug, content_id
     from unnest($1::text[], $2::text[], $3::uuid[]) as moved (content_type, slug, content_id)`,
    [
      redirects.map(({ type }) => type),
      redirects.map(({ slug }) => slug),
      redirects.map(({ itemId }) => itemId),
    ],
  )
}

const mergeMedia = (transaction: Transaction, rows: readonly MediaRow[]): Promise<void> =>
  mergeRows(
    transaction,
    {
      table: 'assets.media_library',
      key: ['id'],
      columns: {
        id: 'uuid',
        filename: 'text',
        original_name: 'text',
        mime_type: 'text',
        file_size: 'int8',
        storage_path: 'text',
        thumbnail_url: 'text',
        checksum: 'text',
        dimensions: 'jsonb',
        optimization_status: { type: 'text', cast: 'assets.optimization_status' },
      },
    },
    rows.map((row) => [
      row.id,
      row.filename,
      row.originalName,
      row.contentType,
      row.size,
      row.storagePath,
      row.thumbnail,
      row.sha256,
      row.dimensions,
      'optimized',
    ]),
  )

const replaceLive = async (transaction: Transaction, rows: ReleaseRows): Promise<void> => {
  const gone = [rows.gone.map(({ itemId }) => itemId), rows.gone.map(({ language }) => language)]
  await transaction.query(
    `delete from pipeline.live
     using unnest($1::uuid[], $2::text[]) as gone (content_id, language)
     where live.content_id = gone.content_id and live.language = gone.language`,
    gone,
  )
  await mergeRows(
    transaction,
    {
      table: 'pipeline.live',
      key: ['content_id', 'language'],
      columns: {
        content_id: 'uuid',
        language: 'text',
        version_id: 'uuid',
        document_key: 'text',
        record: 'jsonb',
      },
    },
    rows.live.map((text) => [
      text.itemId,
      text.language,
      text.versionId,
      text.documentKey,
      { fingerprint: text.fingerprint },
    ]),
  )
  await removeLiveChunks(transaction, [...rows.gone, ...rows.live])
  await replaceLiveChunks(transaction, rows.chunks, rows.model)
}
