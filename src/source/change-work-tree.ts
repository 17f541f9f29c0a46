import { randomUUID } from 'node:crypto'
import { chmod, lstat, mkdir, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ContentError } from '../errors.ts'

/** What becomes of one file of a work tree: `from` null makes it, `to` null deletes it, `bytes` null leaves its content. */
export type FileStep = {
  readonly from: string | null
  readonly to: string | null
  readonly bytes: Uint8Array | null
}

/**
 * Changes files of a work tree. All new contents are written aside first; then each file is put in its place in one step.
 * Directories are made, and removed once they are empty. Nothing is staged.
 * @throws ContentError `REFUSED` before any change, as `checkSteps` does;
 * `WORK_TREE` where a step failed, with what was done before it
 */
export const changeWorkTree = async (
  directory: string,
  steps: readonly FileStep[],
): Promise<void> => {
  await checkSteps(directory, steps)
  const top = await realpath(directory)
  const drafts = new Map<FileStep, string>()
  const done: FileStep[] = []
  try {
    for (const step of steps) {
      if (step.bytes === null || step.to === null) continue
      const draft = join(await nearestDirectory(top, step.to), `.hma-content-${randomUUID()}`)
      drafts.set(step, draft)
      await writeFile(draft, step.bytes, { flag: 'wx' })
      if (step.from !== null) await chmod(draft, (await lstat(join(top, step.from))).mode & 0o777)
    }
    for (const step of steps) {
      await take(top, step, drafts.get(step) ?? null)
      drafts.delete(step)
      done.push(step)
    }
  } catch (cause) {
    throw incomplete(done, steps.length, cause)
  } finally {
    for (const draft of drafts.values()) await rm(draft, { force: true })
  }
  for (const { from } of steps) if (from !== null) await removeEmpty(top, dirname(from))
}

const take = async (top: string, { from, to }: FileStep, draft: string | null): Promise<void> => {
  if (to !== null) {
    await mkdir(dirname(join(top, to)), { recursive: true })
    if (draft !== null) await rename(draft, join(top, to))
    else if (from !== null) await rename(join(top, from), join(top, to))
  }
  if (from !== null && from !== to && (draft !== null || to === null)) await rm(join(top, from))
}

/**
 * Sees whether steps can be taken, and changes nothing.
 * @throws ContentError `REFUSED` where something would be overwritten, is not there, or a path leads through a link
 */
export const checkSteps = async (directory: string, steps: readonly FileStep[]): Promise<void> => {
  const top = await realpath(directory)
  const there: string[] = []
  for (const { from, to } of steps) {
    for (const path of [from, to]) {
      if (path !== null) await nearestDirectory(top, path)
    }
    if (from !== null && !(await exists(join(top, from)))) throw notThere(from)
    if (to !== null && to !== from && (await exists(join(top, to)))) there.push(to)
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

const notThere = (path: string): ContentError =>
  new ContentError('REFUSED', `\`${path}\` is not in the work tree.`, {
    hint: 'Check it out first; a sparse checkout leaves files out.',
  })

/** The deepest directory that exists on the way to a path; it is a real one, and so are all above it. */
const nearestDirectory = async (top: string, path: string): Promise<string> => {
  let parent = dirname(join(top, path))
  while (parent !== top && !(await exists(parent))) parent = dirname(parent)
  if ((await lstat(parent)).isDirectory() && (await realpath(parent)) === parent) return parent
  throw new ContentError('REFUSED', `\`${path}\` leads through a link or a file.`, {
    hint: 'Links are not followed, since they may lead out of the repository.',
  })
}

const exists = async (absolute: string): Promise<boolean> =>
  (await lstat(absolute).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  })) !== null

const removeEmpty = async (top: string, directory: string): Promise<void> => {
  for (let path = directory; path !== '.'; path = dirname(path)) {
    const isGone = await rmdir(join(top, path)).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    )
    if (!isGone) return
  }
}

const incomplete = (done: readonly FileStep[], total: number, cause: unknown): ContentError => {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const lines = done.map(
    ({ from, to }) => `- ${[from, to].filter((path) => path !== null).join(' → ')}`,
  )
  const told =
    done.length === 0 ? 'Nothing was changed.' : `Done before that, ${done.length} of ${total}:`
  return new ContentError(
    'WORK_TREE',
    [`Cannot change the work tree: ${reason}`, told, ...lines].join('\n'),
    {
      hint: 'Git shows what differs: `git status`, `git diff`.',
      cause,
    },
  )
}
