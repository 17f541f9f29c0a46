import { createHmac, randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import { pointerOf } from './cli.ts'
import { type StartedCli, startProgram } from './program.ts'
import { repositoryId, type TestService } from './workplace.ts'

const secret = 'a-webhook-secret'

/** How long what the service does may take on a busy machine. */
export const waitFor = { timeout: 120_000, interval: 100 }

/** A process of the program that goes on, and all that it has printed so far. */
export type Running = StartedCli & { readonly printed: () => string }

const preload = ['signal-at-point.ts', 'shift-clock.ts'].map(
  (name) => `--import=${new URL(name, import.meta.url).href}`,
)

/** What is wrong with a process or its machine. */
export type Trouble = {
  /** What it gets at which arrival at a point: `SIGKILL recorded 1`. */
  readonly signal?: string | undefined
  /** A file by which it is ended or stopped at a point: `SIGKILL recorded`, once for whoever comes there first. */
  readonly trap?: string
  /** Seconds by which its clock is ahead. */
  readonly clock?: number
}

/** Starts a command that goes on. */
export const startService = (
  { directory, variables }: Pick<TestService, 'directory' | 'variables'>,
  args: readonly string[],
  { signal, trap, clock = 0 }: Trouble = {},
): Running => {
  const troubled = {
    ...variables,
    ...(signal === undefined ? {} : { HMA_TEST_SIGNAL: signal }),
    ...(trap === undefined ? {} : { HMA_TEST_TRAP: trap }),
    HMA_TEST_CLOCK: `${clock}`,
    GITHUB_WEBHOOK_SECRETS: secret,
  }
  const started = startProgram(directory, args, troubled, preload)
  let text = ''
  for (const stream of [started.child.stdout, started.child.stderr])
    stream?.on('data', (piece: unknown) => {
      text += String(piece)
    })
  return { ...started, printed: () => text }
}

/** Starts `serve` on any port; gives its address. */
export const serve = async (
  service: Pick<TestService, 'directory' | 'variables'>,
  flags: readonly string[] = [],
  trouble: Trouble = {},
): Promise<Running & { readonly url: string }> => {
  const running = startService(service, ['serve', '--port', '0', ...flags], trouble)
  const address = /http:\/\/127\.0\.0\.1:\d+\//
  await vi.waitFor(() => expect(running.printed()).toMatch(address), waitFor)
  return { ...running, url: address.exec(running.printed())?.[0] ?? '' }
}

/** Delivers, as GitHub would, that the branch has moved; gives the status of the answer. */
export const deliver = async (
  url: string,
  commit: string,
  { id = randomUUID(), key = secret }: { readonly id?: string; readonly key?: string } = {},
): Promise<number> => {
  const body = JSON.stringify({
    ref: 'refs/heads/main',
    after: commit,
    repository: { id: repositoryId, clone_url: 'http://169.254.169.254/' },
  })
  const { status } = await fetch(`${url}webhooks/github`, {
    method: 'POST',
    body,
    headers: {
      'x-github-event': 'push',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
    },
  })
  return status
}

/** Ends a process, stopped or not; gives its exit code. */
export const end = async (
  { child, ended }: Running,
  signal: NodeJS.Signals,
): Promise<number | null> => {
  child.kill('SIGCONT')
  child.kill(signal)
  return (await ended).code
}

/** Asks for the commit that readers of the bucket are pointed to. */
export const liveCommit =
  ({ directory }: TestService) =>
  async (): Promise<string | undefined> =>
    (await pointerOf(directory))?.commit
