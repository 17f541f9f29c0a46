import { lstat, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ContentError } from '../errors.ts'

/** What becomes of one file of a work tree: `from` null makes it, `to` null deletes it, `bytes` null leaves its content. */
export type FileStep = {
  readonly from: string | null
  readonly to: string | null
  readonly bytes: Uint8Array | null
}

/** The step that makes a new file. */
export const madeFile = (path: string, text: string): FileStep => ({
  from: null,
  to: path,
  bytes: Buffer.from(text),
})

/** The step that gives a file another text. */
export const changedFile = (path: string, text: string): FileStep => ({
  from: path,
  to: path,
  bytes: Buffer.from(text),
})

/**
 * Sees whether steps can be taken, and changes nothing.
 * @throws ContentError `REFUSED` where something would be overwritten, is not there, or a path leads through a link
 */
export const checkSteps = async (directory: string, steps: readonly FileStep[]): Promise<void> => {
  const there: string[] = []
  for (const { from, to, bytes } of steps) {
    if (from !== null) await checkFile(directory, from, bytes !== null)
    if (to !== null && to !== from && (await isThere(directory, to))) there.push(to)
  }
  if (there.length === 0) return
  throw new ContentError(
    'REFUSED',
    `Already there: ${there.map((path) => `\`${path}\``).join(', ')}`,
    {
      hint: 'Nothing is overwritten; move or delete them first, or choose another name.',
    },
  )
}

/**
 * Whether something lies at a path of a work tree, be it a link that leads nowhere.
 * @throws ContentError `REFUSED` where what is on the way is a link or no directory
 */
export const isThere = async (directory: string, path: string): Promise<boolean> => {
  const top = await realpath(directory)
  await nearestDirectory(top, path)
  return (await found(join(top, path))) !== null
}

// A link goes as it is, but is not written through.
const checkFile = async (directory: string, path: string, isWritten: boolean): Promise<void> => {
  const top = await realpath(directory)
  await nearestDirectory(top, path)
  const file = await found(join(top, path))
  if (file === null) {
    throw new ContentError('REFUSED', `\`${path}\` is not in the work tree.`, {
      hint: 'Check it out first; a sparse checkout leaves files out.',
    })
  }
  if (file.isDirectory() || (isWritten && !file.isFile())) throw throughLink(path)
}

const throughLink = (path: string): ContentError =>
  new ContentError('REFUSED', `\`${path}\` leads through a link or to something that is no file.`, {
    hint: 'Links are not followed, since they may lead out of the repository.',
  })

/** The deepest directory that exists on the way to a path; it is a real one, and so are all above it. */
export const nearestDirectory = async (top: string, path: string): Promise<string> => {
  let parent = dirname(join(top, path))
  while (parent !== top && (await found(parent)) === null) parent = dirname(parent)
  if ((await lstat(parent)).isDirectory() && (await realpath(parent)) === parent) return parent
  throw throughLink(path)
}

const found = (absolute: string) =>
  lstat(absolute).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  })
