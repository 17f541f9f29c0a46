import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lockDirectory } from '../database/lock.ts'
import { ContentError } from '../errors.ts'
import { askGit, type GitPlace } from '../source/git.ts'
import { readGit } from '../source/git-stream.ts'
import { checkCommit, isObjectId } from '../source/reference.ts'
import { sweepLeftovers } from './disk.ts'

/** Runs `use` while nobody else writes to a directory. Others that share it wait, for three minutes at most. */
export const withDirectory = async <T>(directory: string, use: () => Promise<T>): Promise<T> => {
  await mkdir(dirname(directory), { recursive: true })
  const lock = await waitForLock(directory)
  try {
    return await use()
  } finally {
    await lock.release()
  }
}

// Longer than the claim of a container that is gone takes to lapse.
const lockPatience = 180_000

const waitForLock = async (directory: string): ReturnType<typeof lockDirectory> => {
  for (const until = Date.now() + lockPatience; ; ) {
    try {
      return await lockDirectory(directory)
    } catch (error) {
      const isTaken = error instanceof ContentError && error.code === 'LOCKED'
      if (!isTaken || Date.now() > until) throw error
      await sleep(200)
    }
  }
}

/** Makes a bare repository where there is none, and takes away what a killed fetch left in it, and the token that it was given. */
export const prepareBare = async (place: GitPlace, branch: string): Promise<void> => {
  const { directory } = place
  await mkdir(directory, { recursive: true })
  await sweepLeftovers(directory)
  await rm(`${directory}.access`, { recursive: true, force: true })
  // No template, so no hooks; begun again where it was killed in its midst.
  const init = ['init', '--quiet', '--bare', '--template=', `--initial-branch=${branch}`, '.']
  await readGit(place, init)
}

/** Where a reference leads; null where there is none of that name. */
export const readReference = async (place: GitPlace, name: string): Promise<string | null> => {
  const text = await askGit(place, ['for-each-ref', '--format=%(objectname)', name])
  return isObjectId(text.trim()) ? text.trim() : null
}

/** Those of some commits that are not in a repository. */
export const missingOf = async (
  place: GitPlace,
  commits: readonly string[],
): Promise<readonly string[]> => {
  const missing: string[] = []
  for (const commit of commits) {
    const kind = await readGit(place, ['cat-file', '-t', checkCommit(commit)]).catch(() => null)
    if (kind === null) missing.push(commit)
  }
  return missing
}
