import { isLoopback, isSecure } from '../lfs-config.ts'
import type { MediaFailure } from '../media/media-finding.ts'
import { lfsFailure, refusedObject, unreadable } from './lfs-failure.ts'

/** Where a file is to be fetched, and with what headers. */
export type DownloadAction = {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds since 1970; not to be used after it. */
  readonly expires: number
}

/** Which addresses a server may send us to: its own host, and those that the configuration names. */
export type AllowedHosts = { readonly endpoint: URL; readonly hosts: readonly string[] }

/**
 * What a server answered to a batch request, by object id: where to fetch each, or why it cannot be had. The answer
 * is as foreign as any bytes: https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md says what to expect.
 * @throws MediaFailure `LFS_SERVER` where it is no such answer
 */
export const readBatchReply = (
  text: string,
  allowed: AllowedHosts,
  now: number,
): ReadonlyMap<string, DownloadAction | MediaFailure> => {
  const reply = parsed(text)
  if (reply === null || !Array.isArray(reply.objects)) throw unreadable('no list of objects')
  if ((reply.transfer ?? 'basic') !== 'basic') throw unreadable('another way of transfer')
  if ((reply.hash_algo ?? 'sha256') !== 'sha256') throw unreadable('another hash')
  return new Map(
    reply.objects
      .filter(isMap)
      .map((object) => [String(object.oid), answerOf(object, allowed, now)]),
  )
}

type JsonMap = Readonly<Record<string, unknown>>

const isMap = (value: unknown): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parsed = (text: string): JsonMap | null => {
  try {
    const value: unknown = JSON.parse(text)
    return isMap(value) ? value : null
  } catch {
    return null
  }
}

const answerOf = (
  object: JsonMap,
  allowed: AllowedHosts,
  now: number,
): DownloadAction | MediaFailure => {
  if (isMap(object.error)) return refusedObject(Number(object.error.code))
  const action = isMap(object.actions) ? object.actions.download : undefined
  if (!isMap(action) || typeof action.href !== 'string') return refusedObject(404)
  const url = checkedHref(action.href, allowed)
  if (!(url instanceof URL)) return url
  const headers = isMap(action.header) ? action.header : {}
  return { url, headers: ownHeaders(headers), expires: expiryOf(action, now) }
}

/** An address that files may be fetched from, or why not. */
export const checkedHref = (
  href: string,
  { endpoint, hosts }: AllowedHosts,
): URL | MediaFailure => {
  const url = !/[\p{Cc}\s\\]/u.test(href) && URL.canParse(href) ? new URL(href) : null
  if (url === null) return elsewhere('no address', hosts)
  if (url.username !== '' || url.password !== '') return elsewhere('one with a password', hosts)
  const isLocal = isLoopback(endpoint.hostname) && isLoopback(url.hostname)
  if (!isSecure(url) || (url.protocol === 'http:' && !isLocal))
    return elsewhere(`one at \`${url.host}\` that is not \`https\``, hosts)
  if (url.host === endpoint.host || hosts.includes(url.host)) return url
  return elsewhere(`one at \`${url.host}\``, hosts)
}

const elsewhere = (got: string, hosts: readonly string[]): MediaFailure =>
  lfsFailure(
    'LFS_HREF',
    `Expected an address at the Git LFS server${hosts.length > 0 ? ' or one of `source.lfs.hosts`' : ''}, got ${got}.`,
    'If files are kept at that host, add it to `source.lfs.hosts`.',
  )

// What the request itself decides, and what would change which server is meant.
const notTheirs = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'host',
  'range',
  'transfer-encoding',
])

const ownHeaders = (headers: JsonMap): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      /^[\w-]{1,100}$/.test(name) &&
      !notTheirs.has(name.toLowerCase()) &&
      typeof value === 'string' &&
      /^[\t -~]{0,8000}$/.test(value)
        ? [[name, value]]
        : [],
    ),
  )

const expiryOf = ({ expires_in: seconds, expires_at: date }: JsonMap, now: number): number => {
  if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds !== 0)
    return now + seconds * 1000
  const time = typeof date === 'string' ? Date.parse(date) : Number.NaN
  // The zero time of Go's servers stands for none.
  return Number.isNaN(time) || time <= 0 ? Number.POSITIVE_INFINITY : time
}
