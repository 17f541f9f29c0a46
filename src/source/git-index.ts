import { isUtf8 } from 'node:buffer'
import { join } from 'node:path'
import { gitMissing } from './git.ts'
import { type GitDirectory, readBytes } from './git-directory.ts'

/** What Git tracks in a work tree. */
export type Tracked = {
  readonly paths: ReadonlySet<string>
  /** Those of the paths that are submodules. */
  readonly submodules: ReadonlySet<string>
}

/**
 * What Git tracks in a work tree; nothing where there is no index yet. Read here, since
 * isomorphic-git passes over the extensions by which an index says that it is only a part of one.
 * @throws ContentError `GIT_MISSING` for a form of index or a name that only `git` reads
 */
export const readIndex = async ({ own }: GitDirectory): Promise<Tracked> => {
  const bytes = await readBytes(join(own, 'index'))
  return bytes === null ? { paths: new Set(), submodules: new Set() } : parseIndex(bytes)
}

const submoduleMode = 0o160000

// https://git-scm.com/docs/index-format: a header of 12 bytes, entries, extensions, a hash of 20.
const parseIndex = (bytes: Buffer): Tracked => {
  const version = bytes.length < 32 ? 0 : bytes.readUInt32BE(4)
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || (version !== 2 && version !== 3))
    throw unknown(`it has version ${version}`)
  const paths = new Set<string>()
  const submodules = new Set<string>()
  let at = 12
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const isExtended = at + 62 < bytes.length && (bytes.readUInt16BE(at + 60) & 0x4000) !== 0
    const start = at + (isExtended ? 64 : 62)
    const end = bytes.indexOf(0, start)
    const name = bytes.subarray(start, end)
    if (end < 0 || !isUtf8(name)) throw unknown('a name in it is no UTF-8')
    paths.add(name.toString('utf8'))
    if (bytes.readUInt32BE(at + 24) === submoduleMode) submodules.add(name.toString('utf8'))
    at += (end - at + 8) & ~7
  }
  checkExtensions(bytes, at)
  return { paths, submodules }
}

// An extension whose name begins with a small letter changes what the entries mean: `link` says that
// most of them are in another file, `sdir` that some stand for whole directories.
const checkExtensions = (bytes: Buffer, from: number): void => {
  for (let at = from; at + 8 <= bytes.length - 20; at += 8 + bytes.readUInt32BE(at + 4)) {
    const name = bytes.toString('latin1', at, at + 4)
    if (!/^[A-Z]/.test(name)) throw unknown(`it uses ${JSON.stringify(name)}`)
  }
}

const unknown = (reason: string): Error =>
  gitMissing(`Cannot read the index of the work tree without \`git\`: ${reason}`)
