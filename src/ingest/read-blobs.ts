import type { BlobReading } from '../database/blob-records.ts'
import { ContentError } from '../errors.ts'
import type { BlobRecord } from '../item.ts'
import type { ObjectReader } from '../source/objects.ts'
import { isObjectId } from '../source/reference.ts'
import { lineHashes } from './line-hashes.ts'

/** The records of a run: those kept from earlier runs, and those of blobs read now. */
export type BlobStore = {
  readonly get: (reading: string, blob: string) => BlobRecord | null
  /** Makes sure that the blobs have records, reading from Git those that no run has read. */
  readonly read: (wanted: readonly BlobReading[]) => Promise<void>
  /** As `read`, with line hashes, for blobs that may take part in a rename. */
  readonly readLines: (wanted: readonly BlobReading[]) => Promise<void>
  /** As `read`, but a blob that the repository does not have is passed over. */
  readonly readIfPresent: (wanted: readonly BlobReading[]) => Promise<void>
  /** Records made in this run. */
  readonly fresh: () => readonly BlobRecord[]
}

/** What a blob store needs from outside. */
export type BlobStoreSources = {
  readonly objects: Pick<ObjectReader, 'read'>
  readonly load: (wanted: readonly BlobReading[]) => Promise<readonly BlobRecord[]>
  readonly parse: (reading: string, blob: string, bytes: Uint8Array) => BlobRecord
  /** The record of a blob of `size` bytes that is too large to be parsed. */
  readonly refuse: (reading: string, blob: string, size: number) => BlobRecord
  readonly limit: (reading: string) => number
}

// Enough to keep Git busy while one blob is parsed, without holding many texts.
const batchSize = 64

/** Opens a store in which every blob is read at most once. */
export const openBlobStore = (sources: BlobStoreSources): BlobStore => {
  const records = new Map<string, BlobRecord>()
  const fresh = new Map<string, BlobRecord>()

  const fetch = async (wanted: readonly BlobReading[], mayMiss: boolean): Promise<void> => {
    const asked = unique(wanted).filter((one) => !records.has(keyOf(one)))
    for (const record of await sources.load(asked)) records.set(keyOf(record), record)
    const unknown = asked.filter((one) => !records.has(keyOf(one)))
    await inBatches(unknown, async (one) => {
      const record = await readOne(sources, one, mayMiss)
      if (record === null) return
      records.set(keyOf(one), record)
      fresh.set(keyOf(one), record)
    })
  }

  const addLines = async (wanted: readonly BlobReading[]): Promise<void> => {
    await fetch(wanted, false)
    await inBatches(unique(wanted), async (one) => {
      const record = records.get(keyOf(one))
      if (record === undefined || record.lines !== undefined) return
      const read = await sources.objects.read(one.blob, sources.limit(one.reading))
      const lines = read.kind === 'blob' ? lineHashes(read.bytes) : []
      records.set(keyOf(one), { ...record, lines })
    })
  }

  return {
    get: (reading, blob) => records.get(keyOf({ reading, blob })) ?? null,
    read: (wanted) => fetch(wanted, false),
    readIfPresent: (wanted) => fetch(wanted, true),
    readLines: addLines,
    fresh: () => [...fresh.values()],
  }
}

const keyOf = ({ reading, blob }: BlobReading): string => `${blob} ${reading}`

const unique = (wanted: readonly BlobReading[]): readonly BlobReading[] => [
  ...new Map(wanted.map((one) => [keyOf(one), one])).values(),
]

const inBatches = async (
  wanted: readonly BlobReading[],
  run: (one: BlobReading) => Promise<void>,
): Promise<void> => {
  for (let start = 0; start < wanted.length; start += batchSize) {
    await Promise.all(wanted.slice(start, start + batchSize).map(run))
  }
}

const readOne = async (
  sources: BlobStoreSources,
  { reading, blob }: BlobReading,
  mayMiss: boolean,
): Promise<BlobRecord | null> => {
  if (mayMiss && !isObjectId(blob)) return null
  const read = await sources.objects.read(blob, sources.limit(reading))
  if (read.kind === 'blob') return sources.parse(reading, blob, read.bytes)
  if (read.kind === 'too-large') return sources.refuse(reading, blob, read.size)
  if (mayMiss) return null
  throw new ContentError(
    'GIT',
    `Cannot read the blob \`${blob}\`: the repository does not have it.`,
    {
      hint: 'A partial clone lacks blobs; fetch them, or clone without `--filter`.',
    },
  )
}
