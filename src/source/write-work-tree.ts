import { randomUUID } from 'node:crypto'
import { chmod, link, lstat, mkdir, realpath, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import { checkSteps, type FileStep, nearestDirectory } from './file-step.ts'

/**
 * Makes, changes, moves and deletes files of a work tree, all of them or none. New contents are written aside first; then
 * each file is put in its place whole, in one step that overwrites nothing but the file that it changes. Modes are kept,
 * directories made, and removed once they are empty; links are not followed. Nothing is staged.
 * @throws ContentError `REFUSED` before any change, as `checkSteps` does; `WORK_TREE` where the file system failed
 */
export const writeWorkTree = async (
  directory: string,
  steps: readonly FileStep[],
): Promise<void> => {
  await checkSteps(directory, steps)
  const top = await realpath(directory)
  const undo: (() => Promise<unknown>)[] = []
  const aside: string[] = []
  try {
    const drafts = new Map<FileStep, string>()
    for (const step of steps) {
      const draft = await writeDraft(top, step, aside)
      if (draft !== null) drafts.set(step, draft)
    }
    for (const step of steps) undo.push(...(await put(top, step, drafts.get(step) ?? null, aside)))
    for (const step of steps) undo.push(...(await takeAway(top, step, aside)))
  } catch (cause) {
    throw await undone(undo, cause)
  } finally {
    for (const path of aside) await rm(path, { force: true })
  }
  for (const { from } of steps) if (from !== null) await removeEmpty(top, dirname(from))
}

/** A name beside a file, for what is not to be seen there. */
const besides = (path: string): string => join(dirname(path), `.hma-content-${randomUUID()}`)

/** Writes a step's content aside, with the mode of the file that it is of. */
const writeDraft = async (
  top: string,
  { from, to, bytes }: FileStep,
  aside: string[],
): Promise<string | null> => {
  if (bytes === null || to === null) return null
  const draft = besides(join(await nearestDirectory(top, to), 'draft'))
  aside.push(draft)
  await writeFile(draft, bytes, { flag: 'wx' })
  if (from !== null) await chmod(draft, (await lstat(join(top, from))).mode & 0o777)
  reach('file-drafted')
  return draft
}

/** Puts a step's file in its place; gives what takes it back. */
const put = async (
  top: string,
  { from, to }: FileStep,
  draft: string | null,
  aside: string[],
): Promise<readonly (() => Promise<unknown>)[]> => {
  if (to === null) return []
  const target = join(top, to)
  if (from === to) {
    if (draft === null) return []
    const old = besides(target)
    aside.push(old)
    await link(target, old)
    await rename(draft, target)
    reach('file-put')
    return [() => rename(old, target)]
  }
  await mkdir(dirname(target), { recursive: true })
  // Unlike renaming, linking fails where meanwhile somebody else has written a file.
  await link(draft ?? join(top, from ?? ''), target)
  reach('file-put')
  return [() => removeEmpty(top, dirname(to)), () => rm(target)]
}

/** Takes a file away from where it lies no longer; gives what puts it back. */
const takeAway = async (
  top: string,
  { from, to }: FileStep,
  aside: string[],
): Promise<readonly (() => Promise<unknown>)[]> => {
  if (from === null || from === to) return []
  const old = besides(join(top, from))
  aside.push(old)
  await rename(join(top, from), old)
  reach('file-taken')
  return [() => rename(old, join(top, from))]
}

/** Takes back what was done, the last first, and says why. */
const undone = async (
  undo: readonly (() => Promise<unknown>)[],
  cause: unknown,
): Promise<ContentError> => {
  const failures: unknown[] = []
  for (const step of undo.toReversed()) await step().catch((error) => failures.push(error))
  const reason = cause instanceof Error ? cause.message : String(cause)
  const told = failures.length === 0 ? 'Nothing was changed.' : 'Not all could be put back.'
  return new ContentError('WORK_TREE', `Cannot change the work tree: ${reason}\n${told}`, {
    hint: 'Git shows what differs: `git status`, `git diff`.',
    cause,
  })
}

const removeEmpty = async (top: string, directory: string): Promise<void> => {
  for (let path = directory; path !== '.'; path = dirname(path)) {
    const isGone = await rmdir(join(top, path)).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    )
    if (!isGone) return
  }
}
