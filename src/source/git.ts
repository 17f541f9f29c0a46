import { simpleGit } from 'simple-git'
import { ContentError } from '../errors.ts'
import { noRepositoryHint } from './top.ts'

/** The whole environment of a `git` process. */
export type GitEnvironment = Readonly<Record<string, string>>

/** Where `git` is started, and with what environment. */
export type GitPlace = { readonly directory: string; readonly environment: GitEnvironment }

/**
 * A closed environment for `git`: no system or user configuration, no prompt, no lock, no network,
 * no replaced objects, English messages. `path` is where `git` is looked for (`PATH`); undefined
 * means the system's default. `HOME` is no directory, so that a `~` in the repository's own
 * configuration leads nowhere instead of being an error.
 */
export const gitEnvironment = (path: string | undefined): GitEnvironment => ({
  ...(path === undefined ? {} : { PATH: path }),
  HOME: '/dev/null',
  LC_ALL: 'C',
  GIT_ALLOW_PROTOCOL: '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
})

/**
 * Settings that win over the repository's own configuration: nothing in it may start a program or
 * change what is printed. Any owner is accepted, since a CI job often reads a clone of another user.
 */
export const gitConfiguration: readonly string[] = [
  'core.attributesFile=/dev/null',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'log.showSignature=false',
  'protocol.allow=never',
  'safe.directory=*',
]

/** What one short command prints; empty where it fails without a word. Throws GIT where it says why. */
export const askGit = async (place: GitPlace, args: readonly string[]): Promise<string> => {
  try {
    const git = simpleGit({
      baseDir: place.directory,
      config: [...gitConfiguration],
      allowEnvironment: Object.keys(place.environment),
      // simple-git takes these for attacks; here they are what closes the doors.
      unsafe: {
        allowUnsafeConfigPaths: true,
        allowUnsafeFsMonitor: true,
        allowUnsafeHooksPath: true,
        allowUnsafeProtocolOverride: true,
      },
    })
    return await git.env({ ...place.environment }).raw([...args])
  } catch (cause) {
    throw gitError(args, cause)
  }
}

/** What is thrown where only the `git` program can do what is asked, and there is none. */
export const gitMissing = (message: string, cause?: unknown): ContentError =>
  new ContentError('GIT_MISSING', message, {
    hint: 'Please install git (2.31 or later) and see that it is on the PATH.',
    cause,
  })

/** Why a `git` command failed, from the first line that it (or the attempt to start it) left. */
export const gitError = (args: readonly string[], cause: unknown): ContentError => {
  const text = cause instanceof Error ? cause.message : String(cause)
  const lines = text.split('\n').filter((line) => line !== '')
  const line =
    lines.find((each) => /^(?:fatal|error): /.test(each)) ?? lines[0] ?? 'no reason given'
  const reason = line.replace(/^(?:fatal|error): /i, '').replace(/\p{Cc}/gu, '?')
  if (/spawn \S+ (?:ENOENT|EACCES)/.test(reason))
    return gitMissing('Cannot start `git`: no such program', cause)
  return new ContentError('GIT', `Cannot run \`git ${args[0]}\`: ${reason}`, {
    hint: hintFor(reason),
    cause,
  })
}

const hintFor = (reason: string): string => {
  if (/not a git repository|directory that does not exist/.test(reason)) return noRepositoryHint
  if (/unable to read|bad object|missing|not a valid object|unknown revision/i.test(reason))
    return 'The clone lacks this object: fetch the whole history (`fetch-depth: 0`), without a filter.'
  return 'See whether the clone is whole: `git fsck`.'
}
