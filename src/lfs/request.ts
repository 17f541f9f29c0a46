import { ContentError } from '../errors.ts'
import { tell } from '../event.ts'
import type { MediaFailure } from '../media/media-finding.ts'
import { noAnswer } from './lfs-failure.ts'

/** How requests are sent and sent again. */
export type RequestRules = {
  /** Waits some milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>
  /** How long a server may be silent, in milliseconds, and how long it may take for 64 KiB. */
  readonly silence: number
  /** How often in a row a request may fail before it is given up. */
  readonly attempts: number
}

/** What is asked of a server. */
export type Request = {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What a server answers; the bytes come as they are read, and reading may stop at any of them. */
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly bytes: AsyncGenerator<Uint8Array>
  /** Ends it where its bytes are not wanted. */
  readonly close: () => void
}

/** Sends one request; follows no redirect. Rejects where there is no answer, or silence in the midst of one. */
export const send = async (
  url: URL,
  { method, headers, body }: Request,
  { silence }: Pick<RequestRules, 'silence'>,
): Promise<Answer> => {
  const controller = new AbortController()
  const told = teller(method, Buffer.byteLength(body ?? ''))
  const init = {
    method,
    redirect: 'manual',
    signal: controller.signal,
    body: body ?? null,
  } as const
  // Coded bytes would be others than those that the pointer names, and ranges of others.
  const fetching = fetch(url, { ...init, headers: { ...headers, 'accept-encoding': 'identity' } })
  const response = await within(silence, fetching, controller).catch((error) => {
    told(null, 0)
    throw error
  })
  const end = (received: number): void => told(response.status, received)
  return {
    status: response.status,
    headers: response.headers,
    bytes: bytesOf(response, controller, silence, end),
    close: () => {
      controller.abort()
      end(0)
    },
  }
}

const leastBytes = 64 * 1024

/** Tells of a request once, when it has ended. */
const teller = (
  operation: string,
  sent: number,
): ((status: number | null, received: number) => void) => {
  const start = performance.now()
  let isTold = false
  return (status, received) => {
    const seconds = (performance.now() - start) / 1000
    if (!isTold) tell({ kind: 'request', to: 'lfs', operation, status, seconds, sent, received })
    isTold = true
  }
}

async function* bytesOf(
  { body }: Response,
  controller: AbortController,
  silence: number,
  onEnd: (received: number) => void,
): AsyncGenerator<Uint8Array> {
  if (body === null) return onEnd(0)
  const reader = body.getReader()
  let waited = 0
  let got = 0
  let received = 0
  try {
    for (;;) {
      const start = performance.now()
      const { done, value } = await within(silence - waited, reader.read(), controller)
      if (done) return
      // Measured before the bytes are handed on, since what their reader takes is not the server's.
      waited += performance.now() - start
      got += value.byteLength
      received += value.byteLength
      if (got >= leastBytes) {
        waited = 0
        got = 0
      }
      yield value
    }
  } finally {
    controller.abort()
    onEnd(received)
  }
}

const within = async <T>(
  milliseconds: number,
  work: Promise<T>,
  controller: AbortController,
): Promise<T> => {
  const tooSlow = new Error('the server is silent, or sends less than 64 KiB in that time')
  const timer = setTimeout(() => controller.abort(tooSlow), Math.max(0, milliseconds))
  try {
    return await work
  } finally {
    clearTimeout(timer)
  }
}

/** The text of an answer; null where it has more bytes than that. */
export const textOf = async ({ bytes }: Answer, most: number): Promise<string | null> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.byteLength
    if (size > most) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** Whether a server may answer otherwise later: 507 and 509 are its limits, which people have to raise. */
export const mayPass = (status: number): boolean =>
  status === 408 ||
  status === 429 ||
  (status >= 500 && status !== 501 && status !== 507 && status !== 509)

const longestWait = 60_000

/**
 * Milliseconds to wait before a request is sent again: what `Retry-After` asks for (seconds, or a date), else half a
 * second and twice as long each time, at random between nothing and that. Null where more than a minute is asked for.
 */
export const pauseBefore = (
  failures: number,
  headers: Headers | null,
  now: number,
): number | null => {
  const asked = headers?.get('retry-after') ?? null
  if (asked === null) return Math.random() * Math.min(30_000, 500 * 2 ** (failures - 1))
  const wait = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - now
  if (Number.isNaN(wait)) return pauseBefore(failures, null, now)
  return wait > longestWait ? null : Math.max(0, wait)
}

/** What one try came to: what was asked for, or a failure that may pass, with the headers of the answer. */
export type Try<T> =
  | { readonly done: T }
  | { readonly failure: MediaFailure; readonly headers: Headers | null }

/**
 * Tries until it is done, for as often as the rules allow; a connection that fails may pass as well.
 * @throws MediaFailure the last failure, or at once what `attempt` throws of this kind
 */
export const persist = async <T>(
  { wait, attempts }: RequestRules,
  host: string,
  attempt: () => Promise<Try<T>>,
): Promise<T> => {
  for (let failures = 1; ; failures += 1) {
    const outcome = await attempt().catch((cause: unknown) => {
      if (cause instanceof ContentError) throw cause
      return { failure: noAnswer(host, cause), headers: null }
    })
    if ('done' in outcome) return outcome.done
    const pause = pauseBefore(failures, outcome.headers, Date.now())
    if (failures === attempts || pause === null) throw outcome.failure
    await wait(pause)
  }
}
