import { type BlobReading, loadBlobRecords } from '../database/blob-records.ts'
import type { Database } from '../database/database.ts'
import type { KeptBlob } from '../ingest/blob-json.ts'
import { type BlobStore, openBlobStore } from '../ingest/read-blobs.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { BlobTasks } from './blob-tasks.ts'
import { parseLimit } from './parse-blob.ts'

/** The records, of these blobs, that earlier runs have kept. */
export type KeptRecords = (wanted: readonly BlobReading[]) => Promise<readonly KeptBlob[]>

/** Those that publishing has kept. */
export const keptInDatabase =
  (database: Database): KeptRecords =>
  (wanted) =>
    loadBlobRecords(database, wanted)

/** Opens the records of blobs: those that were kept, the others parsed from Git. */
export const openParsedBlobs = ({
  objects,
  tasks,
  kept,
}: {
  readonly objects: Pick<ObjectReader, 'read'>
  readonly tasks: Pick<BlobTasks, 'parse'>
  /** Null where every blob is to be read again. */
  readonly kept: KeptRecords | null
}): BlobStore =>
  openBlobStore({
    objects,
    load: kept ?? (async () => []),
    parse: tasks.parse,
    limit: parseLimit,
  })
