import type { LfsLogin } from '../lfs-config.ts'

/** A server of Git LFS, and a password that the address it was found by holds. */
export type Endpoint = { readonly url: string; readonly login: LfsLogin | null }

/**
 * The server that belongs to a Git remote, as
 * https://github.com/git-lfs/git-lfs/blob/main/docs/api/server-discovery.md has it: over `https` whatever the remote
 * speaks, but for plain `http`. Null where there is none, such as for a remote in a directory.
 */
export const endpointOf = (remote: string): Endpoint | null => {
  if (/[\p{Cc}\\]/u.test(remote)) return null
  const [, host = '', path = ''] = /^(?:[^@/:]+@)?(\w[\w.-]+):(?!:|\/\/)(.+)$/.exec(remote) ?? []
  const address = host === '' ? remote : `ssh://${host}/${path.replace(/^\/+/, '')}`
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  if (url.protocol === 'ssh:') return endpointAt(`https://${url.hostname}${url.pathname}`, null)
  if (url.protocol !== 'https:') return null
  return endpointAt(`https://${url.host}${url.pathname}`, loginIn(url))
}

const endpointAt = (repository: string, login: LfsLogin | null): Endpoint => ({
  url: `${repository.replace(/\/+$/, '').replace(/\.git$/, '')}.git/info/lfs`,
  login,
})

const loginIn = ({ username, password }: URL): LfsLogin | null => {
  try {
    return password === ''
      ? null
      : { username: decodeURIComponent(username), password: decodeURIComponent(password) }
  } catch {
    return null
  }
}
