import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ContentError } from '../errors.ts'
import { belowTop, noRepository } from './top.ts'

/** Where the files of a repository lie, found without `git`. */
export type GitDirectory = {
  /** The directory that was opened: the top of a work tree, or the bare repository itself. */
  readonly directory: string
  readonly hasWorkTree: boolean
  /** What belongs to one work tree: `HEAD` and the index. */
  readonly own: string
  /** What all work trees share: objects, references and the configuration. */
  readonly common: string
}

/**
 * Finds the repository whose top is `directory`: a checkout, a linked work tree, a bare repository or
 * a `.git` directory. Throws GIT where there is none, CONFIG where the directory lies below its top.
 */
export const findGitDirectory = async (directory: string): Promise<GitDirectory> => {
  const found = await gitDirectoryAt(resolve(directory))
  if (found !== null) return found
  const top = await topAbove(await realpath(directory).catch(() => null))
  if (top !== null) throw belowTop(directory, top)
  throw noRepository(`Cannot read \`${directory}\`: not a git repository`)
}

/** The bytes of a file; null where there is no file of that name. Throws GIT where it cannot be read. */
export const readBytes = async (path: string): Promise<Buffer | null> => {
  try {
    return await readFile(path)
  } catch (error) {
    if (absences.has((error as NodeJS.ErrnoException).code ?? '')) return null
    throw unreadableFile(path, error)
  }
}

/** The text of a file; null where there is no file of that name. Throws GIT where it cannot be read. */
export const readText = async (path: string): Promise<string | null> =>
  (await readBytes(path))?.toString('utf8') ?? null

/** What is thrown where a file is there and cannot be read. */
export const unreadableFile = (path: string, cause: unknown): ContentError =>
  new ContentError('GIT', `Cannot read \`${path}\`: ${(cause as Error).message}`, {
    hint: 'See whether this user may read the repository and its work tree.',
    cause,
  })

/** Whether a directory is the top of a repository of its own, such as one that lies in the work tree of another. */
export const hasOwnRepository = async (directory: string): Promise<boolean> => {
  const below = join(directory, '.git')
  return (await readBytes(below)) !== null || (await layoutOf(below)) !== null
}

const absences: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR'])

// In the order in which Git looks: https://git-scm.com/docs/gitrepository-layout
const gitDirectoryAt = async (directory: string): Promise<GitDirectory | null> => {
  const pointer = await readText(join(directory, '.git'))
  const [, target] = /^gitdir: (.+?)\n*$/s.exec(pointer ?? '') ?? []
  const below = join(directory, '.git')
  const inside = await layoutOf(target === undefined ? below : resolve(directory, target))
  if (inside !== null) return { directory, hasWorkTree: true, ...inside }
  const itself = await layoutOf(directory)
  return itself === null ? null : { directory, hasWorkTree: false, ...itself }
}

const layoutOf = async (own: string): Promise<Pick<GitDirectory, 'own' | 'common'> | null> => {
  if ((await readText(join(own, 'HEAD'))) === null) return null
  const shared = await readText(join(own, 'commondir'))
  const common = shared === null ? own : resolve(own, shared.trimEnd())
  const isWhole = (await isDirectory(join(common, 'objects'))) && isDirectory(join(common, 'refs'))
  return (await isWhole) ? { own, common } : null
}

const isDirectory = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => null))?.isDirectory() ?? false

const topAbove = async (directory: string | null): Promise<string | null> => {
  if (directory === null || dirname(directory) === directory) return null
  const above = dirname(directory)
  return (await gitDirectoryAt(above)) === null ? topAbove(above) : above
}
