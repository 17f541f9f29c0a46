import type { ObjectReader } from '../../src/source/objects.ts'

/** A reader of objects that are held in memory, by their ids. */
export const memoryObjects = (blobs: ReadonlyMap<string, Uint8Array>): ObjectReader => ({
  read: async (oid) => {
    const bytes = blobs.get(oid)
    return bytes === undefined ? { kind: 'missing' } : { kind: 'blob', bytes }
  },
  lookup: async () => null,
  close: async () => {},
  [Symbol.asyncDispose]: async () => {},
})
