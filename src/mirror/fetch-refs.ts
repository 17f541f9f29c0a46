import { ContentError } from '../errors.ts'
import type { RemoteConfig } from '../remote-config.ts'
import type { GitEnvironment, GitPlace } from '../source/git.ts'
import { readGit } from '../source/git-stream.ts'
import { packBytes, sweepLeftovers } from './disk.ts'

/** Settings for what comes over a network; what is asked for lies in the environment, so that nothing of it is an argument. */
export const withSettings = (place: GitPlace, environment: GitEnvironment): GitPlace => ({
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

/** A bare repository, and where it is fetched from. */
export type FetchFrom = { readonly place: GitPlace; readonly remote: RemoteConfig }

/**
 * Fetches by one refspec, within the bound on the repository's size.
 * @throws ContentError `REFUSED` where there is nothing of that name, `GIT` else; nothing is left of what was not fetched whole
 */
export const fetchRefs = async ({ place, remote }: FetchFrom, refspec: string): Promise<void> => {
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
    throw isFull ? tooLarge(remote) : fetchError(error, remote, refspec)
  } finally {
    clearInterval(watch)
  }
}

const longest = 60 * 60_000

const tooLarge = ({ bytes }: RemoteConfig): ContentError =>
  new ContentError('GIT', `The mirror would grow above ${bytes / 1_000_000} MB.`, {
    hint: 'Raise `source.remote.megabytes`, or see what was pushed.',
  })

/** What Git said instead of fetching, as who asked for it understands it. */
export const fetchError = (
  error: unknown,
  { access }: Pick<RemoteConfig, 'access'>,
  refspec: string,
): unknown => {
  if (!(error instanceof ContentError) || error.code !== 'GIT') return error
  if (error.message.includes("couldn't find remote ref"))
    return noBranch(refspec.replace(/^.*:refs\/heads\//, ''))
  const reason = error.message.replace(/^Cannot run `git [^`]*`: /, '')
  // All that Git has said, of which the reason is one line, and `ssh` before it.
  const said = error.cause instanceof Error ? error.cause.message : ''
  const below = reason.startsWith('Could not read from remote') ? said.split('\n')[0] : undefined
  const hint = hints[access.kind === 'ssh' ? 'ssh' : 'web'].find(([words]) => words.test(said))
  return new ContentError('GIT', `Cannot fetch the repository: ${below || reason}`, {
    cause: error,
    hint: hint?.[1] ?? '',
  })
}

type Hints = readonly (readonly [RegExp, string])[]

const hints: Readonly<Record<'ssh' | 'web', Hints>> = {
  ssh: [
    [
      /Host key verification failed/,
      'Its host key is not in the file that `GIT_KNOWN_HOSTS_FILE` names: compare what `ssh-keyscan` prints with what the host publishes.',
    ],
    [
      /Permission denied \(|Repository not found/,
      'Give the key of `GIT_SSH_KEY_FILE` leave to read the repository.',
    ],
  ],
  web: [
    [
      /could not read (?:Username|Password)|Authentication failed|error: 40[13]|repository '.*' not found/,
      'Does `GIT_TOKEN`, or the GitHub App, have leave to read its contents? Hosts call a private repository missing where it has not.',
    ],
  ],
}

/** Why nothing can be done about a branch that is gone. */
export const noBranch = (branch: string): ContentError =>
  new ContentError('REFUSED', `The branch \`${branch}\` is not there where it is fetched from.`, {
    hint: 'What is live stays. Push the branch again, or name another in `source.branch`.',
  })
