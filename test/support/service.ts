import { createHmac, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { pointerOf } from './cli.ts'
import { type StartedCli, startProgram } from './program.ts'
import { repositoryId, type TestService } from './workplace.ts'

const secret = 'a-webhook-secret'

/** How long what the service does may take on a busy machine. */
export const waitFor = { timeout: 120_000, interval: 100 }

/** A process of the program that goes on, and all that it has printed so far. */
export type Running = StartedCli & { readonly printed: () => string }

const preload = `--import=${new URL('signal-at-point.ts', import.meta.url).href}`

/** Starts a command that goes on. `signal`, as in `SIGKILL recorded 1`, is what it gets at which arrival at a point. */
export const startService = (
  { directory, variables }: TestService,
  args: readonly string[],
  signal?: string,
): Running => {
  const signalled =
    signal === undefined
      ? {}
      : { HMA_TEST_SIGNAL: signal, HMA_TEST_REACHED: join(directory, 'reached') }
  const started = startProgram(
    directory,
    args,
    { ...variables, ...signalled, GITHUB_WEBHOOK_SECRETS: secret },
    signal === undefined ? [] : [preload],
  )
  let text = ''
  for (const stream of [started.child.stdout, started.child.stderr])
    stream?.on('data', (piece: unknown) => {
      text += String(piece)
    })
  return { ...started, printed: () => text }
}

/** Starts `serve` on any port; gives its address. */
export const serve = async (
  service: TestService,
  flags: readonly string[] = [],
  signal?: string,
): Promise<Running & { readonly url: string }> => {
  const running = startService(service, ['serve', '--port', '0', ...flags], signal)
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
