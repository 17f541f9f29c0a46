import { reach } from '../point.ts'
import type { RemoteConfig } from '../remote-config.ts'
import { askGit, type GitPlace, gitEnvironment } from '../source/git.ts'
import { readGit } from '../source/git-stream.ts'
import { checkBranch, checkCommit } from '../source/reference.ts'
import { missingOf, prepareBare, readReference, withDirectory } from './bare-directory.ts'
import { packCount } from './disk.ts'
import { fetchRefs, noBranch, withSettings } from './fetch-refs.ts'
import { loginSource, withAccess } from './git-access.ts'
import { openRequests, type RequestCommits } from './open-requests.ts'

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
  /** Commits of pull and merge requests into the branch. */
  readonly requests: RequestCommits
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
    const before = await readReference(place, head)
    if (before !== null) await keep(place, before)
    const access = { remote, login, directory: `${directory}.access` }
    await withAccess(access, async (environment) => {
      const from = { place: withSettings(place, environment), remote }
      await fetchRefs(from, `+${head}:${head}`)
      for (const commit of await missingOf(place, recorded))
        await fetchRefs(from, `${commit}:${keptName(commit)}`)
    })
    reach('mirror-fetched')
    const commit = await readReference(place, head)
    if (commit === null) throw noBranch(branch)
    if (before !== null) await letGo(place, before, commit)
    if ((await packCount(directory)) > mostPacks)
      await readGit(place, ['repack', '-d', '-l', '-q', '--geometric=2'])
    return { before, commit }
  }
  return {
    directory,
    update: (recorded) => withDirectory(directory, () => update(recorded)),
    has: async (commit) => (await missingOf(place, [commit])).length === 0,
    requests: openRequests({ beside: directory, remote, login, branch, path }),
    lfsToken: async () => (await login())?.token ?? null,
  }
}

// Each fetch leaves a pack, and a reader looks into all of them.
const mostPacks = 40

/** Makes the mirror where there is none, and takes away what a killed fetch left in it. */
const prepare = async (place: GitPlace, { url }: RemoteConfig, branch: string): Promise<void> => {
  await prepareBare(place, branch)
  // From here the server of Git LFS is told.
  await readGit(place, ['config', 'remote.origin.url', url])
}

const keptName = (commit: string): string => `refs/hma/${checkCommit(commit)}`

const keep = (place: GitPlace, commit: string): Promise<unknown> =>
  readGit(place, ['update-ref', keptName(commit), commit])

/** What the branch still contains needs no reference of its own. */
const letGo = async (place: GitPlace, before: string, commit: string): Promise<void> => {
  const base = await askGit(place, ['merge-base', before, commit]).catch(() => '')
  if (base.trim() === before) await readGit(place, ['update-ref', '-d', keptName(before)])
}
