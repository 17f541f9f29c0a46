import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createStateDirectory } from '../state-directory.ts'

/** A file that may be deleted at any time. */
export type CacheFile = {
  /** Null where there is none, or none that was written whole under this key. */
  readonly read: () => Promise<string | null>
  /** Replaces it whole. Where nothing can be written, nothing is kept. */
  readonly write: (text: string) => Promise<void>
}

/** Opens `cache/<name>` in a state directory. Its first line is a digest of the key and the rest. */
export const openCacheFile = (stateDirectory: string, name: string, key: string): CacheFile => {
  const path = join(stateDirectory, 'cache', name)
  return {
    read: async () => {
      const bytes = await readFile(path).catch(() => Buffer.alloc(0))
      const end = bytes.indexOf('\n') + 1
      const rest = bytes.subarray(end)
      const isWhole = end > 0 && bytes.toString('latin1', 0, end - 1) === digestOf(key, rest)
      return isWhole ? rest.toString('utf8') : null
    },
    write: async (text) => {
      const bytes = Buffer.from(text)
      const temporary = `${path}.${process.pid}`
      try {
        createStateDirectory(stateDirectory)
        await mkdir(dirname(path), { recursive: true })
        await writeFile(temporary, [`${digestOf(key, bytes)}\n`, bytes])
        await rename(temporary, path)
      } catch {
        // As in a directory that may only be read: whoever has no cache works longer, but works.
      }
    },
  }
}

const digestOf = (key: string, bytes: Uint8Array): string =>
  createHash('sha256').update(`${key}\n`).update(bytes).digest('hex')
