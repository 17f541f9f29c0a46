import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http'
import { extname, join } from 'node:path'
import { ContentError } from '../errors.ts'
import type { Bucket } from '../publish/bucket.ts'
import { type ByteRange, byteRange } from './byte-range.ts'

/** What is served: the objects of a file bucket under their keys, and at `/` the files of a page that shows them. */
export type PreviewSources = {
  readonly bucket: Pick<Bucket, 'head'>
  /** Where the bucket keeps each object's bytes, under its key. */
  readonly directory: string
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
    answer(sources, page, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
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

const answer = async (
  { bucket, directory }: PreviewSources,
  page: ReadonlyMap<string, PageFile>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const refuse = (status: number, headers: OutgoingHttpHeaders = {}): void => {
    response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end()
  }
  if (!ownHost.test(request.headers.host ?? '')) return refuse(421)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, { allow: 'GET, HEAD' })
  const path = pathOf(request.url ?? '')
  const file = page.get(path)
  if (file !== undefined) {
    response.writeHead(200, {
      'content-type': file.type,
      'content-length': file.body.byteLength,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    })
    response.end(request.method === 'HEAD' ? undefined : file.body)
    return
  }
  const object = await headOf(bucket, path.slice(1))
  if (object === null) return refuse(404)
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
  if (range === 'unsatisfiable') return refuse(416, { 'content-range': `bytes */${object.size}` })
  response.writeHead(range === null ? 200 : 206, { ...headers, ...lengthOf(range, object.size) })
  if (request.method === 'HEAD' || object.size === 0) {
    response.end()
    return
  }
  // A reader that skips through a film goes away in the midst of many answers.
  const bytes = createReadStream(join(directory, object.key), { ...range })
  bytes.once('error', () => response.destroy())
  response.once('close', () => bytes.destroy())
  bytes.pipe(response)
}

const lengthOf = (range: ByteRange | null, size: number): OutgoingHttpHeaders =>
  range === null
    ? { 'content-length': size }
    : {
        'content-length': range.end - range.start + 1,
        'content-range': `bytes ${range.start}-${range.end}/${size}`,
      }

/** The path of a request as keys are written; `/` where it is none. */
const pathOf = (url: string): string => {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname)
  } catch {
    return '/'
  }
}

const headOf = async (
  bucket: Pick<Bucket, 'head'>,
  key: string,
): Promise<Awaited<ReturnType<Bucket['head']>>> => {
  try {
    return await bucket.head(key)
  } catch (error) {
    // Of what can be no key there is no object.
    if (error instanceof ContentError) return null
    throw error
  }
}
