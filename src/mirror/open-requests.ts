import { rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import type { RemoteConfig } from '../remote-config.ts'
import { gitEnvironment } from '../source/git.ts'
import { checkBranch } from '../source/reference.ts'
import { missingOf, prepareBare, readReference, withDirectory } from './bare-directory.ts'
import { packBytes } from './disk.ts'
import { fetchRefs, withSettings } from './fetch-refs.ts'
import { type AccessPlace, withAccess } from './git-access.ts'

/** Commits of pull and merge requests, in a bare repository that has the objects of the mirror too. */
export type RequestCommits = {
  readonly directory: string
  /**
   * Fetches the last commit of a request, and those that are asked for besides as far as the host still gives them out. Null where it has
   * no such request any more.
   */
  readonly fetchHead: (
    request: { readonly provider: 'github' | 'gitlab'; readonly number: number },
    besides: readonly string[],
  ) => Promise<FetchedRequest | null>
}

/** The last commit of a request, and which of those asked for are not here. */
export type FetchedRequest = { readonly head: string; readonly missing: ReadonlySet<string> }

type RequestsPlace = Pick<AccessPlace, 'remote' | 'login'> & {
  /** Directory of the mirror, whose objects are borrowed. */
  readonly beside: string
  readonly branch: string
  readonly path: string | undefined
}

// Where each host keeps the last commit of a request, also of one from a fork.
const references = {
  github: (number: number) => `refs/pull/${number}/head`,
  gitlab: (number: number) => `refs/merge-requests/${number}/head`,
} as const

/**
 * What is fetched of requests lies beside the mirror, not in it: anybody may ask for a change, and must not be able to fill the mirror, without
 * which nothing is published. Nothing here is needed for long, so it is thrown away whole when it has grown to half of its bound.
 */
export const openRequests = ({
  beside,
  remote,
  login,
  branch,
  path,
}: RequestsPlace): RequestCommits => {
  const directory = join(dirname(beside), 'requests.git')
  const place = { directory, environment: gitEnvironment(path) }
  const bounded: RemoteConfig = { ...remote, bytes: Math.min(remote.bytes, mostBytes) }
  const prepare = async (): Promise<void> => {
    if ((await packBytes(directory)) > bounded.bytes / 2) await rm(directory, { recursive: true })
    await prepareBare(place, checkBranch(branch))
    await writeFile(
      join(directory, 'objects', 'info', 'alternates'),
      `${resolve(beside, 'objects')}\n`,
    )
  }
  const fetchHead: RequestCommits['fetchHead'] = async ({ provider, number }, besides) => {
    await prepare()
    const kept = `refs/requests/${number}`
    const access = { remote, login, directory: `${directory}.access` }
    return await withAccess(access, async (environment) => {
      const from = { place: withSettings(place, environment), remote: bounded }
      try {
        await fetchRefs(from, `+${references[provider](number)}:${kept}`)
      } catch (error) {
        if (error instanceof ContentError && error.code === 'REFUSED') return null
        throw error
      }
      for (const commit of await missingOf(place, besides))
        await fetchRefs(from, `${commit}:refs/approved/${commit}`).catch(ignoreRefusal)
      reach('request-fetched')
      const head = await readReference(place, kept)
      const missing = new Set(await missingOf(place, besides))
      return head === null ? null : { head, missing }
    })
  }
  return {
    directory,
    fetchHead: (request, besides) => withDirectory(directory, () => fetchHead(request, besides)),
  }
}

const mostBytes = 1_000_000_000

// A commit that a forced push has taken away may be gone at the host; then nothing can be told of what was approved there.
const ignoreRefusal = (error: unknown): void => {
  if (!(error instanceof ContentError)) throw error
}
