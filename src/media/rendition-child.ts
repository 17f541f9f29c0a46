import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { ContentError } from '../errors.ts'
import type { RendererReady } from './rendition-process.ts'

/** A process that answers one message at a time, started with the first and replaced whenever it dies or stalls. */
export type RenditionChild = {
  /** The version of the encoder in it. */
  readonly encoder: () => Promise<string>
  /** The answer, or in words why there is none. Not to be called again before it is there. */
  readonly ask: <T extends object>(question: object) => Promise<T | string>
  readonly close: () => Promise<void>
}

/** What a process may take before it is killed. */
export type ChildLimits = {
  /** For one answer, in milliseconds. */
  readonly timeoutMs: number
  /** All that it allocates, in bytes. */
  readonly memoryBytes: number
}

/** What a process is started with. */
export type ChildSettings = ChildLimits & {
  readonly program: URL
  /** Path of the configuration of fonts. */
  readonly fonts: () => Promise<string>
}

type Running = { readonly child: ChildProcess; readonly encoder: string }

/** Throws `MEDIA`, when asked, only where the process cannot start at all. */
export const renditionChild = (settings: ChildSettings): RenditionChild => {
  let running: Promise<Running> | null = null

  const start = (): Promise<Running> => {
    const starting = startProcess(settings)
    running = starting
    const forget = (): void => {
      if (running === starting) running = null
    }
    starting.then(({ child }) => child.once('exit', forget), forget)
    return starting
  }

  return {
    encoder: async () => (await (running ?? start())).encoder,
    ask: async <T extends object>(question: object) => {
      const { child } = await (running ?? start())
      child.send(question)
      const answer = await nextMessage<T>(child, settings.timeoutMs)
      if (typeof answer === 'string') {
        running = null
        child.kill('SIGKILL')
      }
      return answer
    },
    close: async () => {
      if (running === null) return
      const { child } = await running
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

// Nothing of the parent's environment: it may hold credentials, and the child decodes hostile bytes. One arena, since it
// works on one image at a time: memory that one thread gave back is there for the next.
const environment = { MALLOC_ARENA_MAX: '1' }

// Node reserves as much for code, of which it uses little.
const reservedBytes = 512 * 1024 * 1024

/**
 * Starts a process whose memory the system bounds, native memory too, which Node's own limits leave out: the shell
 * lowers what all data may take (setrlimit(2), RLIMIT_DATA; Linux counts mappings, macOS does not) and becomes Node.
 */
const startProcess = async ({
  program,
  fonts,
  timeoutMs,
  memoryBytes,
}: ChildSettings): Promise<Running> => {
  const kilobytes = Math.ceil((reservedBytes + memoryBytes) / 1024)
  const child = fork(program, {
    env: { ...environment, FONTCONFIG_FILE: await fonts() },
    execPath: '/bin/sh',
    execArgv: [
      ...['-c', `ulimit -d ${kilobytes} && exec "$0" "$@"`],
      ...[process.execPath, '--max-old-space-size=512'],
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // A failure to send is an answer in `nextMessage`; without any listener it would end the parent.
  child.on('error', () => undefined)
  const ready = await nextMessage<RendererReady>(child, timeoutMs)
  if (typeof ready !== 'string') return { child, encoder: ready.encoder }
  child.kill('SIGKILL')
  throw new ContentError('MEDIA', `Cannot start the image decoder: ${ready}`, {
    hint: 'Check that the package `sharp` is installed for this platform.',
  })
}

/** The child's next message, or why there will be none. */
const nextMessage = <T extends object>(
  child: ChildProcess,
  timeoutMs: number,
): Promise<T | string> =>
  new Promise((resolve) => {
    const settle = (outcome: T | string): void => {
      clearTimeout(timer)
      child.off('message', settle)
      child.off('exit', ended)
      child.off('error', failed)
      resolve(outcome)
    }
    const ended = (code: number | null, signal: string | null): void =>
      settle(`the decoder ended with ${signal ?? `exit code ${code}`}`)
    const failed = (error: Error): void => settle(error.message)
    const timer = setTimeout(() => settle(`no answer within ${timeoutMs} ms`), timeoutMs)
    child.on('message', settle)
    child.on('exit', ended)
    child.on('error', failed)
  })
