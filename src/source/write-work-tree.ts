import { randomUUID } from 'node:crypto'
import { lstat, mkdir, open, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ContentError } from '../errors.ts'

/**
 * Gives a file of a work tree another text. It is put in place in one step, with the mode that the file had; links
 * are not followed. Throws `REFUSED` where the path leads through a link or to no regular file.
 */
export const replaceFile = async (
  directory: string,
  path: string,
  text: string | Uint8Array,
): Promise<void> => {
  const absolute = join(await realpath(directory), path)
  const found = await lstat(absolute)
  const parent = dirname(absolute)
  if (!found.isFile() || (await realpath(parent)) !== parent) throw throughLink(path)
  const draft = join(parent, `.hma-content-${randomUUID()}`)
  try {
    const file = await open(draft, 'wx', found.mode & 0o777)
    try {
      // The process's mask has been taken off the mode that it was made with.
      await file.chmod(found.mode & 0o777)
      await file.writeFile(text)
    } finally {
      await file.close()
    }
    await rename(draft, absolute)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/**
 * Writes a new file into a work tree, with the directories on its way. Throws `REFUSED` where there is something
 * already, or the path leads through a link.
 */
export const createFile = async (directory: string, path: string, text: string): Promise<void> => {
  const top = await realpath(directory)
  let parent = top
  for (const name of dirname(path)
    .split('/')
    .filter((part) => part !== '.')) {
    parent = join(parent, name)
    await mkdir(parent).catch(ignoreExisting)
    if (!(await lstat(parent)).isDirectory()) throw throughLink(path)
  }
  // With this flag a link at the path counts as something that is there.
  const file = await open(join(top, path), 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    throw new ContentError('REFUSED', `\`${path}\` is there already.`, {
      hint: 'Nothing is overwritten; choose another name.',
    })
  })
  try {
    await file.writeFile(text)
  } finally {
    await file.close()
  }
}

const ignoreExisting = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EEXIST') throw error
}

const throughLink = (path: string): ContentError =>
  new ContentError('REFUSED', `\`${path}\` leads through a link or to something that is no file.`, {
    hint: 'Links are not followed, since they may lead out of the repository.',
  })
