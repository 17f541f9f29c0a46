import { createSign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ContentError } from '../errors.ts'

/** An app that is installed where the repository is. */
export type GithubApp = {
  readonly app: string
  readonly installation: string
  /** File with the private key, PEM. */
  readonly keyFile: string
}

/** A token, and the moment from which it lets nobody in; milliseconds since 1970. */
export type InstallationToken = { readonly token: string; readonly until: number }

/**
 * A token that lets in for an hour, from the API that belongs to the host of `repository`.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
 * @throws ContentError `GIT`; no message holds the key or an answer
 */
export const installationToken = async (
  repository: URL,
  { app, installation, keyFile }: GithubApp,
): Promise<InstallationToken> => {
  const now = Math.floor(Date.now() / 1000)
  const url = `${apiOf(repository)}/app/installations/${installation}/access_tokens`
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${await signedClaim(app, keyFile, now)}`,
      'user-agent': 'hma-content',
    },
  }).catch((cause) => {
    throw new ContentError('GIT', `Cannot ask ${repository.host} for a token.`, { cause })
  })
  const body = await response.json().catch(() => null)
  if (response.status === 201 && isToken(body))
    return { token: body.token, until: Date.parse(body.expires_at) }
  throw new ContentError(
    'GIT',
    `${repository.host} gives the app no token (HTTP ${response.status}).`,
    { hint: 'See whether the app is installed there, and whether its key is the one in the file.' },
  )
}

const isToken = (
  body: unknown,
): body is { readonly token: string; readonly expires_at: string } => {
  const { token, expires_at: until } = (body ?? {}) as Readonly<Record<string, unknown>>
  return (
    typeof token === 'string' && /^[\w.-]+$/.test(token) && !Number.isNaN(Date.parse(`${until}`))
  )
}

// An Enterprise server has its API below its own address.
const apiOf = ({ protocol, host }: URL): string =>
  host === 'github.com' ? 'https://api.github.com' : `${protocol}//${host}/api/v3`

/** A JSON Web Token (RS256) that says which app asks. It begins a minute ago, since clocks differ, and GitHub allows ten minutes. */
const signedClaim = async (app: string, keyFile: string, now: number): Promise<string> => {
  const claim = { iat: now - 60, exp: now + 8 * 60, iss: app }
  const text = [{ alg: 'RS256', typ: 'JWT' }, claim]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  try {
    const signature = createSign('RSA-SHA256')
      .update(text)
      .sign(await readFile(keyFile))
    return `${text}.${signature.toString('base64url')}`
  } catch (cause) {
    throw new ContentError('CONFIG', 'Cannot sign with the key in `GITHUB_APP_KEY_FILE`.', {
      cause,
    })
  }
}
