import type { BlobRecord } from '../item.ts'
import type { Database, Row, Transaction } from './database.ts'

/** A blob and how it is read: the key of its record. */
export type BlobReading = { readonly reading: string; readonly blob: string }

/** The records of those blobs that were read before. */
export const loadBlobRecords = async (
  database: Database,
  wanted: readonly BlobReading[],
): Promise<readonly BlobRecord[]> => {
  if (wanted.length === 0) return []
  const rows = await database.query<Row & { readonly record: BlobRecord }>(
    `select record from pipeline.blobs
     join unnest($1::text[], $2::text[]) as wanted (blob, reading) using (blob, reading)`,
    [wanted.map(({ blob }) => blob), wanted.map(({ reading }) => reading)],
  )
  return rows.map(({ record }) => record)
}

/** Keeps records of blobs read for the first time. */
export const saveBlobRecords = async (
  transaction: Transaction,
  records: readonly BlobRecord[],
): Promise<void> => {
  if (records.length === 0) return
  await transaction.query('create temporary table stage_blobs (like pipeline.blobs) on commit drop')
  await transaction.copyBinary(
    {
      table: 'stage_blobs',
      columns: {
        blob: 'text',
        reading: 'text',
        digest: 'text',
        source_digest: 'text',
        fit: 'bool',
        record: 'jsonb',
      },
    },
    records.map((record) => [
      record.blob,
      record.reading,
      record.digest,
      record.sourceDigest,
      record.fit,
      withoutLines(record),
    ]),
  )
  await transaction.query(
    'insert into pipeline.blobs select * from stage_blobs on conflict do nothing',
  )
}

// Line hashes serve the pairing of renames within one run and are cheap to make again.
const withoutLines = ({ lines: _, ...record }: BlobRecord): BlobRecord => record
