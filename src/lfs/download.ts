import { ContentError } from '../errors.ts'
import type { LfsPointer } from '../lfs-pointer.ts'
import { batchQuestion, type LfsServer } from './batch.ts'
import { checkedHref, type DownloadAction } from './download-action.ts'
import { type DownloadActions, openDownloadActions } from './download-actions.ts'
import { lfsFailure, noAnswer, refusal, refusedObject } from './lfs-failure.ts'
import { type Answer, mayPass, pauseBefore, persist, send, type Try } from './request.ts'

// What has to have come between two cuts, so that they do not count as failures in a row.
const progress = 1024 * 1024

/**
 * Makes the function that reads a file from a server, from an offset on. Where the connection is cut, it goes on from
 * there. The function throws MediaFailure where the file cannot be had.
 */
export const openDownloads = (
  server: LfsServer,
): ((pointer: LfsPointer, from: number) => AsyncIterable<Uint8Array>) => {
  const actions = openDownloadActions(batchQuestion(server))
  const { rules, endpoint } = server
  return async function* (pointer, from) {
    let at = from
    for (let cuts = 0; ; ) {
      const start = at
      const bytes = await persist(rules, endpoint.host, () => openAt(server, actions, pointer, at))
      try {
        for await (const chunk of bytes) {
          at += chunk.byteLength
          yield chunk
        }
        return
      } catch (cause) {
        if (cause instanceof ContentError) throw cause
        cuts = cutsInARow(cuts, at - start)
        if (cuts === rules.attempts) throw noAnswer(endpoint.host, cause)
        await rules.wait(pauseBefore(cuts, null, Date.now()) ?? 0)
      }
    }
  }
}

const cutsInARow = (before: number, got: number): number => (got < progress ? before + 1 : 1)

const openAt = async (
  server: LfsServer,
  actions: DownloadActions,
  pointer: LfsPointer,
  at: number,
): Promise<Try<AsyncIterable<Uint8Array>>> => {
  const action = await actions.of(pointer)
  const answer = await get(server, action, at)
  const { status, headers } = answer
  if (status === 206 && startOf(headers) === at) return { done: answer.bytes }
  // Without ranges it begins at the beginning again.
  if (status === 200) return { done: at === 0 ? answer.bytes : after(answer.bytes, at) }
  answer.close()
  // There is nothing from there on: what came is all that there is.
  if (status === 416) return { done: nothing() }
  if (status === 404 || status === 410) throw refusedObject(status)
  actions.forget(pointer)
  const failure = refusal(action.url.host, status)
  if (mayPass(status) || isStale(action, status)) return { failure, headers }
  throw failure
}

/** A signature that is over is answered like one that never was good. */
const isStale = ({ expires }: DownloadAction, status: number): boolean =>
  (status === 401 || status === 403) && Number.isFinite(expires)

const mostRedirects = 3

/** Fetches from an offset on. Redirects are followed on the same host only, since the headers are for that one. */
const get = async (server: LfsServer, action: DownloadAction, at: number): Promise<Answer> => {
  let { url } = action
  const range = at === 0 ? {} : { range: `bytes=${at}-` }
  const request = { method: 'GET', headers: { ...action.headers, ...range } } as const
  for (let redirects = 0; ; redirects += 1) {
    const answer = await send(url, request, server.rules)
    const location = answer.headers.get('location')
    if (answer.status < 300 || answer.status > 399 || location === null) return answer
    answer.close()
    if (redirects === mostRedirects) throw elsewhere('from place to place')
    const next = URL.canParse(location, url.href)
      ? checkedHref(new URL(location, url).href, server)
      : null
    if (!(next instanceof URL)) throw next ?? elsewhere('to no address')
    if (next.origin !== url.origin) throw elsewhere(`to \`${next.host}\``)
    url = next
  }
}

const elsewhere = (where: string): ContentError =>
  lfsFailure(
    'LFS_HREF',
    `Expected the file at the address that the Git LFS server gave, got sent on ${where}.`,
    'Let the server give the address of the file itself.',
  )

const startOf = (headers: Headers): number =>
  Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1] ?? Number.NaN)

async function* after(bytes: AsyncIterable<Uint8Array>, start: number): AsyncGenerator<Uint8Array> {
  let left = start
  for await (const chunk of bytes) {
    if (chunk.byteLength > left) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.byteLength)
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
