import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own in memory, which can be filled up and emptied again. */
export type SmallDisk = AsyncDisposable & {
  readonly directory: string
  /** Leaves no byte free; returns what makes room again. */
  readonly fill: () => Promise<() => Promise<void>>
}

/** Whether this user may have one, as root may on Linux. */
export const hasSmallDisks = async (): Promise<boolean> => {
  const disk = await openSmallDisk(1)
  await disk?.[Symbol.asyncDispose]()
  return disk !== null
}

/** A disk of so many MiB; null where none may be had. */
export const openSmallDisk = async (mebibytes: number): Promise<SmallDisk | null> => {
  const parent = await mkdtemp(join(tmpdir(), 'hma-disk-'))
  const directory = join(parent, 'disk')
  await mkdir(directory)
  const options = ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', directory]
  if (spawnSync('mount', options).status !== 0) {
    await rm(parent, { recursive: true })
    return null
  }
  return {
    directory,
    fill: async () => {
      const ballast = join(directory, 'ballast')
      const { bavail, bsize } = await statfs(directory)
      await writeFile(ballast, Buffer.alloc(bavail * bsize))
      return () => rm(ballast)
    },
    [Symbol.asyncDispose]: async () => {
      spawnSync('umount', [directory])
      await rm(parent, { recursive: true })
    },
  }
}
