import type { KeptBlob } from '../ingest/blob-json.ts'
import type { FreshBlob } from '../ingest/read-blobs.ts'
import type { Database, Row, Transaction } from './database.ts'
import { isEmpty } from './is-empty.ts'

/** A blob and how it is read: the key of its record. */
export type BlobReading = { readonly reading: string; readonly blob: string }

/** The records of those blobs that were read before and are kept whole. */
export const loadBlobRecords = async (
  database: Database,
  wanted: readonly BlobReading[],
): Promise<readonly KeptBlob[]> => {
  if (wanted.length === 0) return []
  const rows = await database.query<Row & { readonly record: KeptBlob }>(
    `select record from pipeline.blobs
     join unnest($1::text[], $2::text[]) as wanted (blob, reading) using (blob, reading)
     where record is not null`,
    [wanted.map(({ blob }) => blob), wanted.map(({ reading }) => reading)],
  )
  return rows.map(({ record }) => record)
}

/** Keeps what was read for the first time; a blob that had digests alone may get its record. */
export const saveBlobRecords = async (
  transaction: Transaction,
  blobs: readonly FreshBlob[],
): Promise<void> => {
  if (blobs.length === 0) return
  if (await isEmpty(transaction, 'pipeline.blobs')) {
    await copyBlobs(transaction, 'pipeline.blobs', blobs)
    return
  }
  await transaction.query('create temporary table stage_blobs (like pipeline.blobs) on commit drop')
  await copyBlobs(transaction, 'stage_blobs', blobs)
  await transaction.query(
    `insert into pipeline.blobs as known select * from stage_blobs
     on conflict (blob, reading) do update set record = excluded.record
     where known.record is null and excluded.record is not null`,
  )
}

const copyBlobs = (
  { copyBinary }: Transaction,
  table: string,
  blobs: readonly FreshBlob[],
): Promise<number> =>
  copyBinary(
    {
      table,
      columns: {
        blob: 'text',
        reading: 'text',
        digest: 'text',
        source_digest: 'text',
        fit: 'bool',
        record: 'json',
      },
    },
    blobs.map(({ blob, reading, digest, sourceDigest, fit, record }) => [
      blob,
      reading,
      digest,
      sourceDigest,
      fit,
      record,
    ]),
  )
