import type { BlobReading } from '../database/blob-records.ts'

/** Values by blob and reading. */
export type BlobMap<Value> = {
  readonly get: (reading: string, blob: string) => Value | undefined
  readonly set: (key: BlobReading, value: Value) => void
  readonly delete: (key: BlobReading) => void
  readonly values: () => Iterable<Value>
}

/**
 * An empty map. A replay asks some fifteen times for each blob: one key joined of both parts would be built and hashed
 * each time, which took a sixth of a replay of 48,000 lessons.
 */
export const createBlobMap = <Value>(): BlobMap<Value> => {
  const readings = new Map<string, Map<string, Value>>()
  return {
    get: (reading, blob) => readings.get(reading)?.get(blob),
    set: ({ reading, blob }, value) => {
      const blobs = readings.get(reading)
      if (blobs === undefined) readings.set(reading, new Map([[blob, value]]))
      else blobs.set(blob, value)
    },
    delete: ({ reading, blob }) => {
      readings.get(reading)?.delete(blob)
    },
    values: () => [...readings.values()].flatMap((blobs) => [...blobs.values()]),
  }
}
