import { MediaFailure, type MediaRule, mediaFinding } from '../media/media-finding.ts'

/** Why a file in Git LFS cannot be had. Messages name hosts, never whole addresses: these may hold signatures. */
export const lfsFailure = (
  rule: Extract<MediaRule, `LFS_${string}`>,
  message: string,
  hint: string,
  cause?: unknown,
): MediaFailure => new MediaFailure(mediaFinding(rule, message, hint), cause)

/** A server that cannot be reached, is silent, or hangs up. */
export const noAnswer = (host: string, cause: unknown): MediaFailure =>
  lfsFailure(
    'LFS_SERVER',
    `Expected the file from \`${host}\`, got no answer: ${reasonOf(cause)}.`,
    'Publish again when the server of Git LFS is back.',
    cause,
  )

// `fetch` says in the cause what failed.
const reasonOf = (error: unknown): string => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  return cause instanceof Error && cause.message !== '' ? cause.message : message
}

/** A server that answers with this HTTP status. */
export const refusal = (host: string, status: number): MediaFailure =>
  lfsFailure(
    'LFS_SERVER',
    `Expected the file from \`${host}\`, got the status ${status}.`,
    hints[status] ?? 'Publish again when the server of Git LFS is back.',
  )

const login = 'Set `LFS_PASSWORD` to a password or token that may read the repository.'
const address = 'See whether `source.lfs.url` is the address of a Git LFS server.'
const limit = 'The limit of the server is reached; see what it is, or wait.'
const hints: Readonly<Record<number, string>> = {
  301: address,
  302: address,
  303: address,
  307: address,
  308: address,
  401: login,
  403: login,
  404: `${address} ${login}`,
  507: limit,
  509: limit,
}

/** An answer that is none of a server of Git LFS. */
export const unreadable = (got: string): MediaFailure =>
  lfsFailure('LFS_SERVER', `Expected the answer of a Git LFS server, got ${got}.`, address)

/** The failure to get one file that the server refuses with this code. */
export const refusedObject = (code: number): MediaFailure =>
  code === 404 || code === 410
    ? lfsFailure(
        'LFS_MISSING',
        'Expected the file in Git LFS, got a server that does not have it.',
        'Run `git lfs push --all origin` in the clone from which it was committed.',
      )
    : lfsFailure(
        'LFS_SERVER',
        `Expected the file from the Git LFS server, got a refusal of it (${Number.isInteger(code) ? code : 'without a code'}).`,
        'Ask whoever runs the server; then publish again.',
      )
