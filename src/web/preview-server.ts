import { readdir, readFile } from 'node:fs/promises'
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http'
import { extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Bucket } from '../bucket/bucket.ts'
import { type ByteRange, byteRange, bytesInRange } from './byte-range.ts'

/** What is served: the objects of a bucket under their keys, and at `/` the files of a page that shows them. */
export type PreviewSources = {
  readonly bucket: Pick<Bucket, 'head'>
  /** Directory of the page; its files are read once, those in directories below are not served. */
  readonly page: string
}

const pageTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The server, not yet listening. It answers GET and HEAD, and only where it is asked for by a name of this machine. */
export const previewServer = async (sources: PreviewSources): Promise<Server> => {
  const page = await readPage(sources.page)
  return createServer((request, response) => {
    // A reader that skips through a film goes away in the midst of many answers.
    answer(sources, page, request, response).catch(() => response.destroy())
  })
}

type PageFile = { readonly type: string; readonly body: Buffer }

const readPage = async (directory: string): Promise<ReadonlyMap<string, PageFile>> => {
  const names = (await readdir(directory)).filter((name) => pageTypes[extname(name)] !== undefined)
  const files = await Promise.all(
    names.map(async (name): Promise<readonly [string, PageFile]> => {
      const body = await readFile(join(directory, name))
      return [
        name === 'index.html' ? '/' : `/${name}`,
        { type: pageTypes[extname(name)] ?? '', body },
      ]
    }),
  )
  return new Map(files)
}

// A page elsewhere may have its own name point to this machine, and would then read what is not for it.
const ownHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/
// What readers need; the bucket also holds what is not for them.
const readersKey = /^\/(?:releases|lessons|images|videos|audio|documents)\/[\w-]+\.\w+$/

const answer = async (
  { bucket }: PreviewSources,
  page: ReadonlyMap<string, PageFile>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (!ownHost.test(request.headers.host ?? '')) return refuse(response, 421)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, { allow: 'GET, HEAD' })
  const [path = ''] = (request.url ?? '').split('?')
  const file = page.get(path)
  if (file !== undefined) return sendFile(file, request, response)
  const object = readersKey.test(path) ? await bucket.head(path.slice(1)) : null
  return object === null ? refuse(response, 404) : sendObject(object, request, response)
}

const refuse = (
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders = {},
): void => {
  response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end()
}

const sendFile = (
  { type, body }: PageFile,
  { method }: IncomingMessage,
  response: ServerResponse,
): void => {
  response.writeHead(200, {
    'content-type': type,
    'content-length': body.byteLength,
    'cache-control': 'no-cache',
    // What a page cannot ask for itself; the rest of its policy stands in it.
    'content-security-policy': "frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  })
  response.end(method === 'HEAD' ? undefined : body)
}

const sendObject = async (
  object: NonNullable<Awaited<ReturnType<Bucket['head']>>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const headers: OutgoingHttpHeaders = {
    'content-type': object.contentType,
    'cache-control': object.cacheControl,
    etag: `"${object.etag}"`,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  }
  if (request.headers['if-none-match'] === headers.etag) {
    response.writeHead(304, headers).end()
    return
  }
  const range = byteRange(request.headers.range, object.size)
  if (range === 'unsatisfiable')
    return refuse(response, 416, { 'content-range': `bytes */${object.size}` })
  response.writeHead(range === null ? 200 : 206, { ...headers, ...lengthOf(range, object.size) })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  const bytes = range === null ? object.open() : bytesInRange(object.open(), range)
  await pipeline(Readable.from(bytes), response)
}

const lengthOf = (range: ByteRange | null, size: number): OutgoingHttpHeaders =>
  range === null
    ? { 'content-length': size }
    : {
        'content-length': range.end - range.start + 1,
        'content-range': `bytes ${range.start}-${range.end}/${size}`,
      }
