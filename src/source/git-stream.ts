import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { ContentError } from '../errors.ts'
import { type GitPlace, gitConfiguration, gitError } from './git.ts'

/** A running `git`, and why it failed once it has ended; null where it did not. */
export type GitProcess = {
  readonly child: ChildProcessWithoutNullStreams
  /** Settles when the process has ended and all its output was read; never rejects. */
  readonly failure: Promise<ContentError | null>
}

/** What ends a process before its own end. */
export type GitLimits = { readonly signal?: AbortSignal }

/** Starts `git` with the same closed environment and settings as every other command. */
export const startGit = (
  place: GitPlace,
  args: readonly string[],
  { signal }: GitLimits = {},
): GitProcess => {
  const settings = gitConfiguration.flatMap((setting) => ['-c', setting])
  const child = spawn('git', [...settings, ...args], {
    cwd: place.directory,
    env: { ...place.environment },
    ...(signal === undefined ? {} : { signal }),
  })
  // Writing to a process that has died: the reason comes with its end.
  child.stdin.on('error', () => {})
  const complaint = collect(child.stderr)
  const { promise: failure, resolve } = Promise.withResolvers<ContentError | null>()
  child.on('error', (error) => resolve(gitError(args, error)))
  child.on('close', (code, signal) => {
    const reason = complaint() || `ended by ${signal ?? `exit code ${code}`}`
    resolve(code === 0 ? null : gitError(args, new Error(reason)))
  })
  return { child, failure }
}

/**
 * The output of one command, piece by piece as it comes. Throws GIT at the end where the command
 * failed; ends the command where the reader stops before that.
 */
export async function* streamGit(
  place: GitPlace,
  args: readonly string[],
  limits: GitLimits = {},
): AsyncGenerator<Buffer> {
  const { child, failure } = startGit(place, args, limits)
  child.stdin.end()
  try {
    for await (const chunk of child.stdout) yield chunk
    const error = await failure
    if (error) throw error
  } finally {
    child.kill()
  }
}

/** The whole output of one command. Throws GIT where it fails. */
export const readGit = async (
  place: GitPlace,
  args: readonly string[],
  limits: GitLimits = {},
): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of streamGit(place, args, limits)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Pieces of output cut at each NUL, which is left out; each array holds what one piece completed. */
export async function* splitAtNul(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const tokens: Buffer[] = []
    let start = 0
    // What is left over from before holds no NUL, so the search begins behind it.
    for (let end = bytes.indexOf(0, rest.length); end >= 0; end = bytes.indexOf(0, start)) {
      tokens.push(bytes.subarray(start, end))
      start = end + 1
    }
    rest = bytes.subarray(start)
    yield tokens
  }
  if (rest.length > 0) yield [rest]
}

// The first line is what is shown; a process that complains about every object must not fill memory.
const mostComplaint = 8192

const collect = (stream: Readable): (() => string) => {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (piece: string) => {
    text = (text + piece).slice(0, mostComplaint)
  })
  return () => text
}
