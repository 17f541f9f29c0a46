import type { JsonObject } from '../json.ts'
import type { Transaction } from './database.ts'
import { mergeRows } from './merge-rows.ts'

/** A row of `assets.media_library`. */
export type MediaRow = {
  readonly id: string
  readonly filename: string
  readonly originalName: string
  readonly contentType: string
  readonly size: number
  readonly storagePath: string
  /** Where the file is on the CDN, from the top. */
  readonly cdnUrl: string
  readonly thumbnail: string | null
  readonly sha256: string
  /** `width` and `height` in pixels, `duration` in seconds. */
  readonly dimensions: JsonObject | null
  readonly metadata: JsonObject
}

/** Writes media that a release published, and how many live texts use each file. */
export const mergeMedia = async (
  transaction: Transaction,
  rows: readonly MediaRow[],
  uses: ReadonlyMap<string, number>,
): Promise<void> => {
  await mergeRows(
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
        cdn_url: 'text',
        thumbnail_url: 'text',
        checksum: 'text',
        dimensions: 'jsonb',
        metadata: 'jsonb',
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
      row.cdnUrl,
      row.thumbnail,
      row.sha256,
      row.dimensions,
      row.metadata,
      'optimized',
    ]),
  )
  await transaction.query(
    `update assets.media_library as media set usage_count = coalesce(used.count, 0)
     from assets.media_library as each
     left join unnest($1::uuid[], $2::int[]) as used (id, count) on used.id = each.id
     where media.id = each.id and media.usage_count is distinct from coalesce(used.count, 0)`,
    [[...uses.keys()], [...uses.values()]],
  )
}
