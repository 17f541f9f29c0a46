import { loadBlobRecords } from '../database/blob-records.ts'
import type { Database } from '../database/database.ts'
import { type BlobStore, openBlobStore } from '../ingest/read-blobs.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { BlobTasks } from './blob-tasks.ts'
import { parseLimit } from './parse-blob.ts'

/** Opens the records of blobs: those of earlier runs from the database, the others parsed from Git. */
export const openParsedBlobs = ({
  objects,
  tasks,
  database,
}: {
  readonly objects: Pick<ObjectReader, 'read'>
  readonly tasks: Pick<BlobTasks, 'parse'>
  /** Null where every blob is to be read again. */
  readonly database: Database | null
}): BlobStore =>
  openBlobStore({
    objects,
    load: async (wanted) => (database === null ? [] : loadBlobRecords(database, wanted)),
    parse: tasks.parse,
    limit: parseLimit,
  })
