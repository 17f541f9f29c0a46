import type { ConfigFile } from './contracts/hma-content.ts'
import { ContentError } from './errors.ts'
import type { LfsLimits } from './lfs-pointer.ts'

/** Where media in Git LFS come from. */
export type LfsConfig = {
  /** Address of the server; null for that of `origin`. */
  readonly url: string | null
  /** Hosts besides the server's own, in lower case, with the port where it is not 443. */
  readonly hosts: readonly string[]
  readonly limits: LfsLimits
  /** What the server alone is told; null where Git's credential helpers are asked. */
  readonly login: LfsLogin | null
}

/** A name and a password, or a token in its place. */
export type LfsLogin = { readonly username: string; readonly password: string }

type Variables = Readonly<Record<string, string | undefined>>

const megabyte = 1_000_000
const limits = { images: 64, videos: 5_000, audio: 500, documents: 200 }

/**
 * The part of the configuration that is about Git LFS.
 * @throws ContentError `CONFIG` where the address is none that passwords may be sent to
 */
export const readLfsConfig = (
  file: NonNullable<NonNullable<ConfigFile['source']>['lfs']>,
  variables: Variables,
): LfsConfig => {
  const { images, videos, audio, documents } = { ...limits, ...file.limits }
  const { LFS_USERNAME: username, LFS_PASSWORD: password } = variables
  return {
    url: file.url === undefined ? null : checkedAddress(file.url),
    hosts: (file.hosts ?? []).map((host) => host.toLowerCase()),
    limits: {
      images: images * megabyte,
      videos: videos * megabyte,
      audio: audio * megabyte,
      documents: documents * megabyte,
    },
    // Servers that take a token look at the password only, but want a name.
    login: password ? { username: username || 'git', password } : null,
  }
}

const checkedAddress = (text: string): string => {
  // What `URL` would leave out of the address, or send to another host than the one that is seen.
  const isPlain = !/[\p{Cc}\s\\]/u.test(text) && URL.canParse(text)
  const url = isPlain ? new URL(text) : null
  if (url !== null && isSecure(url) && url.username === '' && url.password === '')
    return text.replace(/\/+$/, '')
  throw new ContentError(
    'CONFIG',
    'Expected a `source.lfs.url` that is an `https` address without a password.',
    { hint: 'The password is taken from `LFS_PASSWORD`, or from the credential helpers of Git.' },
  )
}

/** Whether nobody between can read what is sent to an address: over `https`, or on this machine. */
export const isSecure = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))

/** Whether a host, as `URL` writes it, is this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
