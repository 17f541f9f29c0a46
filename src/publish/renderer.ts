import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import type { Finding } from '../diagnostic.ts'
import { ContentError } from '../errors.ts'
import { mediaFinding } from './media-finding.ts'
import type { MediaName } from './media-type.ts'
import type { RenderedImage, RenditionOptions } from './rendition.ts'
import type { RendererReady, RenderRequest } from './rendition-process.ts'

/** Makes renditions in a process of its own, one image at a time. */
export type Renderer = {
  /** The version of the encoder, for `renditionKey`. */
  readonly encoder: () => Promise<string>
  /** A finding where the image is broken, too large, of another type, or ends or stalls the process. */
  readonly renderImage: (
    bytes: Uint8Array,
    name: MediaName,
    options: RenditionOptions,
  ) => Promise<RenderedImage | Finding>
  /** Ends the process. An image being rendered gets a finding. */
  readonly close: () => Promise<void>
}

type Running = { readonly child: ChildProcess; readonly encoder: string }

/**
 * A renderer whose process starts with the first image and is killed and replaced whenever it dies or
 * owes an answer for longer than `timeoutMs`. Throws `MEDIA` only where the process cannot start at all.
 */
export const openRenderer = ({
  program = new URL(`./rendition-process${extname(import.meta.url)}`, import.meta.url),
  timeoutMs = 60_000,
}: {
  readonly program?: URL
  readonly timeoutMs?: number
} = {}): Renderer => {
  let running: Promise<Running> | null = null
  let last: Promise<unknown> = Promise.resolve()

  const start = (): Promise<Running> => {
    const starting = startProcess(program, timeoutMs)
    running = starting
    const forget = (): void => {
      if (running === starting) running = null
    }
    starting.then(({ child }) => child.once('exit', forget), forget)
    return starting
  }

  const render = async (request: RenderRequest): Promise<RenderedImage | Finding> => {
    const { child } = await (running ?? start())
    child.send(request)
    const answer = await nextMessage<RenderedImage | Finding>(child, timeoutMs)
    if (typeof answer !== 'string') return answer
    running = null
    child.kill('SIGKILL')
    return mediaFinding(
      'MEDIA_BROKEN',
      `Cannot decode the image: ${answer}.`,
      'Open it in an image editor and export it again, smaller.',
    )
  }

  return {
    encoder: async () => (await (running ?? start())).encoder,
    renderImage: (bytes, name, options) => {
      const answer = last.then(() => render({ bytes, name, options }))
      last = answer.catch(() => undefined)
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

// Nothing of the parent's environment: it may hold credentials, and the child decodes hostile bytes.
const environment = { MALLOC_ARENA_MAX: '2' }

const startProcess = async (program: URL, timeoutMs: number): Promise<Running> => {
  const child = fork(program, {
    env: environment,
    execArgv: ['--max-old-space-size=512'],
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
