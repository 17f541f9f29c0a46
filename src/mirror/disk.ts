import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** How many bytes the packs of a bare repository take, those included that are being written. */
export const packBytes = async (directory: string): Promise<number> => {
  const pack = join(directory, 'objects', 'pack')
  const sizes = (await namesIn(pack)).map(async (name) => {
    const file = await stat(join(pack, name)).catch(() => null)
    return file?.size ?? 0
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** How many packs a bare repository has. */
export const packCount = async (directory: string): Promise<number> =>
  (await namesIn(join(directory, 'objects', 'pack'))).filter((name) => name.endsWith('.pack'))
    .length

/** Takes away what a killed `git` leaves and no later one uses. Nobody else may write to the repository meanwhile. */
export const sweepLeftovers = async (directory: string): Promise<void> => {
  const entries = await readdir(directory, { recursive: true }).catch(() => [])
  // No reference may end in `.lock`, so none is meant.
  const leftover = /^(?:.+\.lock|objects\/(?:pack\/)?tmp_[^/]+)$/
  for (const path of entries.filter((each) => leftover.test(each)))
    await rm(join(directory, path), { recursive: true, force: true })
}

const namesIn = (directory: string): Promise<readonly string[]> =>
  readdir(directory).catch(() => [])
