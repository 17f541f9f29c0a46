import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LfsServer } from './lfs-server.ts'
import type { TestRepository } from './repository.ts'

/** The pointer that Git LFS writes in place of these bytes. */
export const pointerTo = (bytes: Uint8Array): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oidOf(bytes)}\nsize ${bytes.byteLength}\n`

export const oidOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Lets git-lfs itself put files into Git LFS from now on, by the lines of `.gitattributes`. */
export const useGitLfs = async (source: TestRepository): Promise<void> => {
  await source.git('lfs', 'install', '--local')
}

/** Lets git-lfs push what the branch refers to, and takes away what it keeps here. */
export const pushToLfs = async (source: TestRepository, server: LfsServer): Promise<void> => {
  const remote = await mkdtemp(join(tmpdir(), 'hma-remote-'))
  try {
    await source.git('init', '--quiet', '--bare', remote)
    await source.git('config', 'lfs.url', server.url)
    await source.git('config', 'remote.lfs.url', remote)
    await source.git('lfs', 'push', '--all', 'lfs', 'main')
    await rm(join(source.directory, '.git/lfs/objects'), { recursive: true })
  } finally {
    await rm(remote, { recursive: true })
  }
}
