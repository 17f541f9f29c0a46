import type { Config } from '../config.ts'
import { loadBlobRecords } from '../database/blob-records.ts'
import type { Database } from '../database/database.ts'
import { type BlobStore, openBlobStore } from '../ingest/read-blobs.ts'
import type { ObjectReader } from '../source/objects.ts'
import { blobParser, parseLimit, unreadRecord } from './parse-blob.ts'

/** Opens the records of blobs: those of earlier runs from the database, the others parsed from Git. */
export const openParsedBlobs = ({
  objects,
  config,
  database,
}: {
  readonly objects: Pick<ObjectReader, 'read'>
  readonly config: Config
  /** Null where every blob is to be read again. */
  readonly database: Database | null
}): BlobStore =>
  openBlobStore({
    objects,
    load: async (wanted) => (database === null ? [] : loadBlobRecords(database, wanted)),
    parse: blobParser(config),
    limit: parseLimit,
    refuse: (reading, blob, size) =>
      unreadRecord(reading, blob, {
        line: 1,
        column: 1,
        severity: 'error',
        rule: reading.startsWith('media/') ? 'MEDIA_SIZE' : 'TEXT_SIZE',
        message: `Expected at most ${parseLimit(reading)} bytes, got ${size}.`,
        hint: 'Split the file, or keep it in Git LFS.',
      }),
  })
