import type { BlobReading } from '../database/blob-records.ts'
import type { BlobRecord } from '../item.ts'
import { severalAtOnce } from '../several-at-once.ts'
import type { ObjectReader } from '../source/objects.ts'
import { blobRecord, type KeptBlob } from './blob-json.ts'
import { createBlobMap } from './blob-map.ts'
import { lineHashes } from './line-hashes.ts'

/** What is kept of a blob's record after it was let go. */
export type BlobDigests = Pick<BlobRecord, 'digest' | 'sourceDigest' | 'fit'>

/** A blob read in this run, to be kept for later runs: its record as JSON, or digests alone where it was let go. */
export type FreshBlob = BlobReading & BlobDigests & { readonly record: string | null }

/** The records of a run: those kept from earlier runs, and those of blobs read now. */
export type BlobStore = {
  readonly get: (reading: string, blob: string) => BlobRecord | null
  /** The source digest of any blob that this run has read, also of those let go. */
  readonly sourceDigest: (reading: string, blob: string) => string | null
  /** Makes sure that the blobs have records, reading from Git those that no run has read. */
  readonly read: (wanted: readonly BlobReading[]) => Promise<void>
  /** As `read`, with line hashes, for blobs that may take part in a rename. */
  readonly readLines: (wanted: readonly BlobReading[]) => Promise<void>
  /** As `read`, but a blob that the repository does not have is passed over. */
  readonly readIfPresent: (wanted: readonly BlobReading[]) => Promise<void>
  /** Lets go of all records but these, so that a long history is walked and not held. */
  readonly keepOnly: (kept: readonly BlobReading[]) => void
  /** What was read from Git in this run. */
  readonly fresh: () => readonly FreshBlob[]
  /** Lets go of the JSON of what was read, which is kept elsewhere now. */
  readonly noteSaved: () => void
}

/** What a blob store needs from outside. */
export type BlobStoreSources = {
  readonly objects: Pick<ObjectReader, 'read'>
  readonly load: (wanted: readonly BlobReading[]) => Promise<readonly KeptBlob[]>
  /** Records as JSON, in the order asked for; null for a blob that is not there and may be missing. */
  readonly parse: (
    wanted: readonly BlobReading[],
    absence: 'allowed' | 'error',
  ) => Promise<readonly (string | null)[]>
  /** The largest blob whose lines are compared under a reading, in bytes. */
  readonly limit: (reading: string) => number
}

/** Opens a store in which every blob is read at most once while it is held. */
export const openBlobStore = (sources: BlobStoreSources): BlobStore => {
  const records = createBlobMap<BlobRecord>()
  const fresh = createBlobMap<FreshBlob>()
  // Of records that an earlier run kept and this one let go.
  const released = createBlobMap<string | null>()
  const isUnread = ({ reading, blob }: BlobReading): boolean =>
    records.get(reading, blob) === undefined

  const read = async (
    wanted: readonly BlobReading[],
    absence: 'allowed' | 'error',
  ): Promise<void> => {
    const asked = unique(wanted.filter(isUnread))
    if (asked.length === 0) return
    for (const kept of await sources.load(asked)) records.set(kept, blobRecord(kept))
    const unknown = asked.filter(isUnread)
    // Two at a time, so that some are parsed while others are taken in.
    await severalAtOnce(groupsOf(unknown), 2, async (group) =>
      take(group, await sources.parse(group, absence)),
    )
  }

  const take = (group: readonly BlobReading[], parsed: readonly (string | null)[]): void => {
    for (const [index, one] of group.entries()) {
      const json = parsed[index] ?? null
      if (json === null) continue
      const record = blobRecord(JSON.parse(json) as KeptBlob)
      const { digest, sourceDigest, fit } = record
      records.set(one, record)
      fresh.set(one, { ...one, digest, sourceDigest, fit, record: json })
    }
  }

  const forgetJson = (isForgotten: (blob: BlobReading) => boolean): void => {
    for (const blob of fresh.values()) {
      if (blob.record !== null && isForgotten(blob)) fresh.set(blob, { ...blob, record: null })
    }
  }

  const readLines = async (wanted: readonly BlobReading[]): Promise<void> => {
    await read(wanted, 'error')
    for (const one of unique(wanted)) {
      const record = records.get(one.reading, one.blob)
      if (record === undefined || record.lines !== undefined) continue
      const found = await sources.objects.read(one.blob, sources.limit(one.reading))
      const lines = found.kind === 'blob' ? lineHashes(found.bytes) : []
      records.set(one, { ...record, lines })
    }
  }

  return {
    get: (reading, blob) => records.get(reading, blob) ?? null,
    sourceDigest: (reading, blob) => {
      const known = records.get(reading, blob) ?? fresh.get(reading, blob)
      return known === undefined ? (released.get(reading, blob) ?? null) : known.sourceDigest
    },
    read: (wanted) => read(wanted, 'error'),
    readIfPresent: (wanted) => read(wanted, 'allowed'),
    readLines,
    keepOnly: (wanted) => {
      const kept = createBlobMap<true>()
      for (const one of wanted) kept.set(one, true)
      const isLetGo = ({ reading, blob }: BlobReading): boolean =>
        kept.get(reading, blob) === undefined
      for (const record of records.values()) {
        if (!isLetGo(record)) continue
        records.delete(record)
        if (fresh.get(record.reading, record.blob) === undefined)
          released.set(record, record.sourceDigest)
      }
      forgetJson(isLetGo)
    },
    fresh: () => [...fresh.values()],
    noteSaved: () => forgetJson(() => true),
  }
}

// Enough that all threads have work for a while.
const mostInGroup = 1_000

/** Groups of nearly one size, since threads are not started for a few. */
const groupsOf = (all: readonly BlobReading[]): readonly (readonly BlobReading[])[] => {
  const count = Math.ceil(all.length / mostInGroup)
  const size = Math.ceil(all.length / count)
  return Array.from({ length: count }, (_, group) => all.slice(group * size, (group + 1) * size))
}

const unique = (wanted: readonly BlobReading[]): readonly BlobReading[] => {
  const all = createBlobMap<BlobReading>()
  for (const one of wanted) all.set(one, one)
  return [...all.values()]
}
