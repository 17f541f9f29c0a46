import type { ConfigFile } from './contracts/hma-content.ts'
import { ContentError } from './errors.ts'
import { isLoopback } from './lfs-config.ts'

/** What lets the service in where the repository is. */
export type RemoteAccess =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly username: string; readonly token: string }
  | {
      readonly kind: 'app'
      readonly app: string
      readonly installation: string
      /** File with the app's private key, PEM. */
      readonly keyFile: string
    }
  | { readonly kind: 'ssh'; readonly keyFile: string; readonly knownHostsFile: string }

/** Where the service fetches the repository from. */
export type RemoteConfig = {
  /** Without a user's password. */
  readonly url: string
  readonly protocol: 'https' | 'http' | 'ssh'
  /** Number by which webhooks name the repository; null where none may. */
  readonly id: number | null
  /** How large the mirror may grow. */
  readonly bytes: number
  readonly access: RemoteAccess
}

type Variables = Readonly<Record<string, string | undefined>>

/**
 * The part of the configuration that says where the repository is fetched from, and with what.
 * @throws ContentError `CONFIG`; no message holds the value of a variable
 */
export const readRemoteConfig = (
  { url, id, megabytes = 10_000 }: NonNullable<NonNullable<ConfigFile['source']>['remote']>,
  variables: Variables,
): RemoteConfig => {
  const protocol = protocolOf(url)
  const access = protocol === 'ssh' ? sshAccess(variables) : webAccess(variables)
  return { url, protocol, id: id ?? null, bytes: megabytes * 1_000_000, access }
}

// Neither an option nor a helper of Git's (`ext::`) can be meant, nor a file of this machine.
const sshAddress = /^(?:ssh:\/\/(?:[\w.-]+@)?|[\w.-]+@)[A-Za-z0-9][\w.-]*(?::\d+)?[:/][\w./~-]+$/

const protocolOf = (url: string): RemoteConfig['protocol'] => {
  if (sshAddress.test(url)) return 'ssh'
  const isPlain = !/[\p{Cc}\s\\]/u.test(url) && URL.canParse(url)
  const parsed = isPlain ? new URL(url) : null
  if (parsed !== null && parsed.username === '' && parsed.password === '') {
    if (parsed.protocol === 'https:') return 'https'
    if (parsed.protocol === 'http:' && isLoopback(parsed.hostname)) return 'http'
  }
  throw new ContentError(
    'CONFIG',
    'Expected a `source.remote.url` that is an `https` or `ssh` address without a password.',
    {
      hint: 'A token is taken from `GIT_TOKEN`, a key from the file that `GIT_SSH_KEY_FILE` names.',
    },
  )
}

const webAccess = (variables: Variables): RemoteAccess => {
  const { GITHUB_APP_ID: app, GIT_TOKEN: token } = variables
  if (app) {
    const installation = variables.GITHUB_APP_INSTALLATION_ID
    const keyFile = variables.GITHUB_APP_KEY_FILE
    if (installation && /^\d+$/.test(installation) && keyFile)
      return { kind: 'app', app, installation, keyFile }
    throw new ContentError(
      'CONFIG',
      'Expected `GITHUB_APP_INSTALLATION_ID`, a number, and `GITHUB_APP_KEY_FILE` beside `GITHUB_APP_ID`.',
    )
  }
  if (!token) return { kind: 'none' }
  if (/[\r\n\0]/.test(token))
    throw new ContentError('CONFIG', 'Expected a `GIT_TOKEN` of one line.')
  // GitHub and GitLab look at the token only, but want a name; GitLab's deploy tokens have one of their own.
  return { kind: 'token', username: variables.GIT_USERNAME || 'x-access-token', token }
}

const sshAccess = (variables: Variables): RemoteAccess => {
  const { GIT_SSH_KEY_FILE: keyFile, GIT_KNOWN_HOSTS_FILE: knownHostsFile } = variables
  if (keyFile && knownHostsFile) return { kind: 'ssh', keyFile, knownHostsFile }
  throw new ContentError(
    'CONFIG',
    'Expected `GIT_SSH_KEY_FILE` and `GIT_KNOWN_HOSTS_FILE` for a `source.remote.url` over SSH.',
    {
      hint: '`ssh-keyscan <host>` prints the known hosts; compare them with what the host publishes.',
    },
  )
}
