import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lockDirectory } from '../database/lock.ts'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import type { RemoteConfig } from '../remote-config.ts'
import { askGit, type GitEnvironment, type GitPlace, gitEnvironment } from '../source/git.ts'
import { readGit } from '../source/git-stream.ts'
import { checkBranch, checkCommit, isObjectId } from '../source/reference.ts'
import { packBytes, packCount, sweepLeftovers } from './disk.ts'
import { loginSource, withAccess } from './git-access.ts'

/** A bare copy of a repository on this machine, of one branch and of what was recorded of it. */
export type Mirror = {
  readonly directory: string
  /**
   * Brings the branch up to date. What it led to before stays readable, also after a forced push, and so do `recorded` commits, which
   * are fetched where they are missing. Where it fails, the branch is as before.
   */
  readonly update: (recorded: readonly string[]) => Promise<MirrorUpdate>
  /** Whether a commit is here. */
  readonly has: (commit: string) => Promise<boolean>
  /** Token for files in Git LFS at the same host; null where there is none. */
  readonly lfsToken: () => Promise<string | null>
}

/** Where the branch was and is. */
export type MirrorUpdate = { readonly before: string | null; readonly commit: string }

/** Where a mirror lies, and of what. */
export type MirrorPlace = {
  readonly directory: string
  readonly remote: RemoteConfig
  readonly branch: string
  /** `PATH`, on which `git` is looked for. */
  readonly path: string | undefined
}

/** A mirror; nothing is made or fetched before it is first updated. */
export const openMirror = ({ directory, remote, branch, path }: MirrorPlace): Mirror => {
  const login = loginSource(remote)
  const place = { directory, environment: gitEnvironment(path) }
  const head = `refs/heads/${checkBranch(branch)}`
  const update = async (recorded: readonly string[]): Promise<MirrorUpdate> => {
    await prepare(place, remote, branch)
    const before = await readHead(place, head)
    if (before !== null) await keep(place, before)
    const access = { remote, login, directory: `${directory}.access` }
    await withAccess(access, async (environment) => {
      const from = { place: withSettings(place, environment), remote }
      await fetchRefs(from, `+${head}:${head}`)
      for (const commit of await missingOf(place, recorded))
        await fetchRefs(from, `${commit}:${keptName(commit)}`)
    })
    reach('mirror-fetched')
    const commit = await readHead(place, head)
    if (commit === null) throw noBranch(branch)
    if (before !== null) await letGo(place, before, commit)
    if ((await packCount(directory)) > mostPacks)
      await readGit(place, ['repack', '-d', '-l', '-q', '--geometric=2'])
    return { before, commit }
  }
  return {
    directory,
    update: async (recorded) => {
      await mkdir(dirname(directory), { recursive: true })
      const lock = await waitForLock(directory)
      try {
        return await update(recorded)
      } finally {
        await lock.release()
      }
    },
    has: async (commit) => (await missingOf(place, [commit])).length === 0,
    lfsToken: async () => (await login())?.token ?? null,
  }
}

// Each fetch leaves a pack, and a reader looks into all of them.
const mostPacks = 40
const lockPatience = 120_000

/** Others that share the directory fetch in turn. */
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

/** Makes the mirror where there is none, and takes away what a killed fetch left in it. */
const prepare = async (place: GitPlace, { url }: RemoteConfig, branch: string): Promise<void> => {
  const { directory } = place
  await mkdir(directory, { recursive: true })
  await sweepLeftovers(directory)
  // No template, so no hooks; begun again where it was killed in its midst.
  const init = ['init', '--quiet', '--bare', '--template=', `--initial-branch=${branch}`, '.']
  await readGit(place, init)
  // From here the server of Git LFS is told.
  await readGit(place, ['config', 'remote.origin.url', url])
}

const readHead = async (place: GitPlace, name: string): Promise<string | null> => {
  const text = await askGit(place, ['for-each-ref', '--format=%(objectname)', name])
  return isObjectId(text.trim()) ? text.trim() : null
}

const keptName = (commit: string): string => `refs/hma/${checkCommit(commit)}`

const keep = (place: GitPlace, commit: string): Promise<unknown> =>
  readGit(place, ['update-ref', keptName(commit), commit])

/** What the branch still contains needs no reference of its own. */
const letGo = async (place: GitPlace, before: string, commit: string): Promise<void> => {
  const base = await askGit(place, ['merge-base', before, commit]).catch(() => '')
  if (base.trim() === before) await readGit(place, ['update-ref', '-d', keptName(before)])
}

const missingOf = async (
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

/** Settings for what comes over a network; what is asked for lies in the environment, so that nothing of it is an argument. */
const withSettings = (place: GitPlace, environment: GitEnvironment): GitPlace => ({
  ...place,
  environment: { ...place.environment, ...environment },
})

const fetchSettings = [
  // Objects are looked at before they are kept, and every pack as it came.
  'fetch.fsckObjects=true',
  'fetch.unpackLimit=1',
  'fetch.recurseSubmodules=false',
  'transfer.bundleURI=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
].flatMap((setting) => ['-c', setting])

type FetchFrom = { readonly place: GitPlace; readonly remote: RemoteConfig }

const fetchRefs = async ({ place, remote }: FetchFrom, refspec: string): Promise<void> => {
  const { directory } = place
  const controller = new AbortController()
  let isFull = false
  const watch = setInterval(async () => {
    const bytes = await packBytes(directory).catch(() => 0)
    if (bytes <= remote.bytes) return
    isFull = true
    controller.abort()
  }, 250)
  const options = ['--quiet', '--no-tags', '--no-write-fetch-head', '--end-of-options']
  try {
    if ((await packBytes(directory)) > remote.bytes) throw tooLarge(remote)
    await readGit(place, [...fetchSettings, 'fetch', ...options, remote.url, refspec], {
      signal: AbortSignal.any([controller.signal, AbortSignal.timeout(longest)]),
    })
  } catch (error) {
    await sweepLeftovers(directory)
    throw isFull ? tooLarge(remote) : fetchError(error, refspec)
  } finally {
    clearInterval(watch)
  }
}

const longest = 60 * 60_000

const tooLarge = ({ bytes }: RemoteConfig): ContentError =>
  new ContentError('GIT', `The mirror would grow above ${bytes / 1_000_000} MB.`, {
    hint: 'Raise `source.remote.megabytes`, or see what was pushed.',
  })

const fetchError = (error: unknown, refspec: string): unknown => {
  if (!(error instanceof ContentError)) return error
  if (!error.message.includes("couldn't find remote ref")) {
    const reason = error.message.replace(/^Cannot run `git [^`]*`: /, '')
    return new ContentError('GIT', `Cannot fetch the repository: ${reason}`, { cause: error })
  }
  return noBranch(refspec.replace(/^.*:refs\/heads\//, ''))
}

const noBranch = (branch: string): ContentError =>
  new ContentError('REFUSED', `The branch \`${branch}\` is not there where it is fetched from.`, {
    hint: 'What is live stays. Push the branch again, or name another in `source.branch`.',
  })
