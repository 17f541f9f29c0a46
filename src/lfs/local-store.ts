import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { LfsPointer } from '../lfs-pointer.ts'

/** Where Git LFS keeps a file on this machine, below the directory that all work trees share. */
const pathOf = (commonDirectory: string, { oid }: LfsPointer): string =>
  join(commonDirectory, 'lfs', 'objects', oid.slice(0, 2), oid.slice(2, 4), oid)

/** The file as Git LFS keeps it here, from an offset on; null where there is none of that size. */
export const readLocally = async (
  commonDirectory: string,
  pointer: LfsPointer,
  from: number,
): Promise<AsyncIterable<Uint8Array> | null> => {
  const file = await openFile(pathOf(commonDirectory, pointer))
  if (file === null) return null
  const stats = await file.stat()
  if (stats.isFile() && stats.size === pointer.size)
    return file.createReadStream({ start: from, highWaterMark: 256 * 1024 })
  await file.close()
  return null
}

const openFile = async (path: string): Promise<FileHandle | null> => {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch {
    // What cannot be read here may still be had from the server.
    return null
  }
}
