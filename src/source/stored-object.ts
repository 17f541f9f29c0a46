import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { constants, inflateSync } from 'node:zlib'
import { Errors, expandOid, readObject } from 'isomorphic-git'
import { ContentError } from '../errors.ts'
import { readOnlyFiles } from './file-system.ts'
import { gitMissing } from './git.ts'
import type { GitDirectory } from './git-directory.ts'

/** An object as it is stored; a tree or commit is not taken apart, so no name in it was decoded or refused. */
export type StoredObject = {
  readonly type: 'blob' | 'commit' | 'tree' | 'tag'
  readonly bytes: Buffer
}

/** The beginning of an object in a file of its own. */
export type LooseHeader = { readonly type: string; readonly size: number }

/** The objects of a repository, by whole SHA-1 ids; whole packs stay in memory for as long as it is used. */
export type StoredObjects = {
  /**
   * Null where the repository does not have it. Throws GIT where it is damaged, GIT_MISSING where it
   * lies in a pack that only `git` can read.
   */
  read(oid: string): Promise<StoredObject | null>
  /** What an object that lies in a file of its own says of itself; null for any other. Reads no more than its beginning. */
  readLooseHeader(oid: string): Promise<LooseHeader | null>
  /** The ids that begin with these digits. */
  expand(digits: string): Promise<readonly string[]>
}

/**
 * Opens the objects of a repository through isomorphic-git, which checks an object in a file of its own
 * against its id, and a pack against its checksum.
 */
export const openStoredObjects = ({ common }: GitDirectory): StoredObjects => {
  const place = { fs: readOnlyFiles, gitdir: common, cache: {} }
  return {
    read: async (oid) => {
      try {
        const { type, object } = await readObject({ ...place, oid, format: 'content' })
        return { type: type as StoredObject['type'], bytes: asBuffer(object as Uint8Array) }
      } catch (error) {
        if (error instanceof Errors.NotFoundError && error.data.what === oid) return null
        throw unreadable(oid, error)
      }
    },
    readLooseHeader: (oid) =>
      readLooseHeader(join(common, 'objects', oid.slice(0, 2), oid.slice(2))),
    expand: async (digits) => {
      try {
        return [await expandOid({ ...place, oid: digits })]
      } catch (error) {
        if (error instanceof Errors.AmbiguousError) return error.data.matches
        if (error instanceof Errors.NotFoundError) return []
        throw unreadable(digits, error)
      }
    },
  }
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

// A pack is read whole, and Node reads no file of 2 GiB or more at once.
const unreadable = (oid: string, cause: unknown): ContentError => {
  const text = cause instanceof Error ? cause.message : String(cause)
  if ((cause as { code?: unknown }).code === 'ERR_FS_FILE_TOO_LARGE' || text.includes('> 2GB'))
    return gitMissing('Cannot read a pack of more than 2 GiB without `git`', cause)
  return new ContentError('GIT', `Cannot read the object \`${oid}\`: ${text}`, {
    hint: 'See whether the clone is whole: install git and run `git fsck`.',
    cause,
  })
}

// More than the codes of one deflated block take up, behind which the first bytes of the object come.
const beginning = 1024

const readLooseHeader = async (path: string): Promise<LooseHeader | null> => {
  const handle = await open(path).catch(() => null)
  if (handle === null) return null
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(beginning), 0, beginning, 0)
    const text = inflateSync(buffer.subarray(0, bytesRead), {
      finishFlush: constants.Z_SYNC_FLUSH,
    }).toString('latin1', 0, 32)
    const [, type, size] = /^([a-z]+) (\d+)\0/.exec(text) ?? []
    return type === undefined ? null : { type, size: Number(size) }
  } catch {
    // What is damaged is reported by whoever reads it.
    return null
  } finally {
    await handle.close()
  }
}
