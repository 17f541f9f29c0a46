import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RemoteConfig } from '../remote-config.ts'
import type { GitEnvironment } from '../source/git.ts'
import { installationToken } from './github-app.ts'

/** What `git` is given to fetch with, for as long as `use` runs. */
export type GitAccess = { readonly environment: GitEnvironment }

type Login = { readonly username: string; readonly token: string }

/** A name and a token for the remote, and for its files in Git LFS; null where none is needed. A token of an app is asked for anew when it is about to end. */
export const loginSource = ({ url, access }: RemoteConfig): (() => Promise<Login | null>) => {
  if (access.kind === 'token') return async () => access
  if (access.kind !== 'app') return async () => null
  let last = { token: '', until: 0 }
  return async () => {
    if (last.until < Date.now() + spare) last = await installationToken(new URL(url), access)
    return { username: 'x-access-token', token: last.token }
  }
}

// A fetch that begins just before a token ends would fail in its midst.
const spare = 10 * 60_000

/**
 * Runs `use` with the environment that lets `git` in at the remote, and nowhere else. A token is neither in a command line nor in an
 * environment: it lies in a file below `directory` that only this user reads, and goes when `use` has ended.
 */
export const withAccess = async <T>(
  { remote, login, directory }: AccessPlace,
  use: (environment: GitEnvironment) => Promise<T>,
): Promise<T> => {
  const base = { GIT_ALLOW_PROTOCOL: remote.protocol }
  if (remote.access.kind === 'ssh') {
    const { keyFile, knownHostsFile } = remote.access
    const files = { HMA_SSH_KEY: keyFile, HMA_KNOWN_HOSTS: knownHostsFile }
    return await use({ ...base, ...files, GIT_SSH_COMMAND: sshCommand, GIT_SSH_VARIANT: 'ssh' })
  }
  const found = await login()
  if (found === null) return await use(base)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, 'login')
  try {
    const text = `username=${found.username}\npassword=${found.token}\n`
    await writeFile(file, text, { mode: 0o600 })
    return await use({ ...base, HMA_LOGIN: file, ...helperSettings(new URL(remote.url).origin) })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Where to go, what to go in with, and a directory that nobody else uses meanwhile. */
export type AccessPlace = {
  readonly remote: RemoteConfig
  readonly login: () => Promise<Login | null>
  readonly directory: string
}

// Asked for this address only, so a redirect to another host finds no token.
const helperSettings = (origin: string): GitEnvironment => ({
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'credential.helper',
  GIT_CONFIG_VALUE_0: '',
  GIT_CONFIG_KEY_1: `credential.${origin}.helper`,
  GIT_CONFIG_VALUE_1: '!f() { test "$1" != get || cat "$HMA_LOGIN"; }; f',
})

// No configuration, agent or prompt of whoever runs this; a host that is not known is refused.
const sshCommand = [
  'ssh -F /dev/null -i "$HMA_SSH_KEY"',
  ...[
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    'StrictHostKeyChecking=yes',
    'GlobalKnownHostsFile=/dev/null',
    'UserKnownHostsFile="$HMA_KNOWN_HOSTS"',
    'ConnectTimeout=20',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=4',
  ].map((option) => `-o ${option}`),
].join(' ')
