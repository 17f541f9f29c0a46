import type { BlobReading } from '../database/blob-records.ts'
import type { BlobRecord } from '../item.ts'
import { severalAtOnce } from '../several-at-once.ts'
import type { ObjectReader } from '../source/objects.ts'
import { blobRecord, type KeptBlob } from './blob-json.ts'
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
  const records = new Map<string, BlobRecord>()
  const fresh = new Map<string, FreshBlob>()
  // Of records that an earlier run kept and this one let go.
  const released = new Map<string, string | null>()

  const read = async (
    wanted: readonly BlobReading[],
    absence: 'allowed' | 'error',
  ): Promise<void> => {
    const asked = unique(wanted).filter((one) => !records.has(keyOf(one)))
    if (asked.length === 0) return
    for (const kept of await sources.load(asked)) records.set(keyOf(kept), blobRecord(kept))
    const unknown = asked.filter((one) => !records.has(keyOf(one)))
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
      records.set(keyOf(one), record)
      fresh.set(keyOf(one), { ...one, digest, sourceDigest, fit, record: json })
    }
  }

  const forgetJson = (isForgotten: (key: string) => boolean): void => {
    for (const [key, blob] of fresh) {
      if (blob.record !== null && isForgotten(key)) fresh.set(key, { ...blob, record: null })
    }
  }

  const readLines = async (wanted: readonly BlobReading[]): Promise<void> => {
    await read(wanted, 'error')
    for (const one of unique(wanted)) {
      const record = records.get(keyOf(one))
      if (record === undefined || record.lines !== undefined) continue
      const found = await sources.objects.read(one.blob, sources.limit(one.reading))
      const lines = found.kind === 'blob' ? lineHashes(found.bytes) : []
      records.set(keyOf(one), { ...record, lines })
    }
  }

  return {
    get: (reading, blob) => records.get(keyOf({ reading, blob })) ?? null,
    sourceDigest: (reading, blob) => {
      const key = keyOf({ reading, blob })
      const known = records.get(key) ?? fresh.get(key)
      return known === undefined ? (released.get(key) ?? null) : known.sourceDigest
    },
    read: (wanted) => read(wanted, 'error'),
    readIfPresent: (wanted) => read(wanted, 'allowed'),
    readLines,
    keepOnly: (kept) => {
      const keys = new Set(kept.map(keyOf))
      for (const [key, { sourceDigest }] of records) {
        if (keys.has(key)) continue
        records.delete(key)
        if (!fresh.has(key)) released.set(key, sourceDigest)
      }
      forgetJson((key) => !keys.has(key))
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

const keyOf = ({ reading, blob }: BlobReading): string => `${blob} ${reading}`

const unique = (wanted: readonly BlobReading[]): readonly BlobReading[] => [
  ...new Map(wanted.map((one) => [keyOf(one), one])).values(),
]
