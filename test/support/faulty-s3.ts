import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openS3Bucket } from '../../src/bucket/s3-bucket.ts'
import type { S3Place } from '../../src/environment.ts'
import { anyPlace, useKeys } from './s3.ts'

/**
 * What happens to a request. `served`: it is done and answered. `busy`, `broken`: 503 or 500, and not done. `lost`: done,
 * and the connection is cut instead of an answer. `silent`: done, and never answered. `conflict`: 409, and not done.
 * `cut`: the answer breaks off after half its body. `partly`: of objects to be removed every second one is not.
 * `denied`: 403, and not done; of objects to be removed, for each.
 */
export type Fate =
  | 'served'
  | 'busy'
  | 'broken'
  | 'lost'
  | 'silent'
  | 'conflict'
  | 'cut'
  | 'partly'
  | 'denied'

/** A request as the script sees it; `number` counts them from 0. */
export type Asked = { readonly number: number; readonly what: string; readonly key: string }

type Kept = { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> }
type Reply = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer | string
}

type Opening = Partial<Pick<S3Place, 'cacheTag'>> & {
  readonly clock?: { now: number }
  readonly silence?: number
}

type Given = {
  readonly request: IncomingMessage
  readonly url: URL
  readonly body: Buffer
  readonly decided: Fate
}

const keptHeaders = ({ headers }: IncomingMessage): Kept['headers'] =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => /^(content-type|cache-control|x-amz-meta-.*)$/.test(name))
      .map(([name, value]) => [name, String(value)]),
  )

const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`

const failure = (status: number, code: string): Reply => ({
  status,
  body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
})

/**
 * A server that keeps objects as S3 does, in memory, and whose every answer a script decides. It knows what the S3
 * adapter sends: put, get with a range, head, and uploads in parts, with conditions; it checks no signatures.
 */
export const startFaultyS3 = async (fate: (asked: Asked) => Fate) => {
  const objects = new Map<string, Kept>()
  const uploads = new Map<string, { readonly begun: Kept; readonly parts: Map<number, Buffer> }>()
  const asked: Asked[] = []
  const stored = new Map<string, number>()

  const store = (key: string, kept: Kept, headers: IncomingMessage['headers']): Reply => {
    const present = objects.get(key)
    const match = headers['if-match']
    if (headers['if-none-match'] === '*' && present) return failure(412, 'PreconditionFailed')
    if (match !== undefined && (!present || !etagOf(present.body).includes(match)))
      return failure(present ? 412 : 404, present ? 'PreconditionFailed' : 'NoSuchKey')
    objects.set(key, kept)
    stored.set(key, (stored.get(key) ?? 0) + 1)
    return { status: 200, headers: { etag: etagOf(kept.body) } }
  }

  const begin = (body: Buffer, headers: Kept['headers']): Reply => {
    const name = `upload-${asked.length}`
    uploads.set(name, { begun: { body, headers }, parts: new Map() })
    const result = `<UploadId>${name}</UploadId>`
    return {
      status: 200,
      body: `<InitiateMultipartUploadResult>${result}</InitiateMultipartUploadResult>`,
    }
  }

  const complete = (key: string, id: string, headers: IncomingMessage['headers']): Reply => {
    const upload = uploads.get(id)
    if (upload === undefined) return failure(404, 'NoSuchUpload')
    const parts = [...upload.parts].toSorted(([a], [b]) => a - b).map(([, part]) => part)
    const reply = store(key, { ...upload.begun, body: Buffer.concat(parts) }, headers)
    if (reply.status !== 200) return reply
    uploads.delete(id)
    const result = '<ETag>"x-1"</ETag>'
    return {
      status: 200,
      body: `<CompleteMultipartUploadResult>${result}</CompleteMultipartUploadResult>`,
    }
  }

  const find = (key: string, { method, headers }: IncomingMessage): Reply => {
    const found = objects.get(key)
    if (found === undefined) return failure(404, 'NoSuchKey')
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
    const rest = found.body.subarray(from)
    return {
      status: from > 0 ? 206 : 200,
      headers: {
        ...found.headers,
        etag: etagOf(found.body),
        'content-length': `${rest.byteLength}`,
      },
      ...(method === 'HEAD' ? {} : { body: rest }),
    }
  }

  const remove = (body: Buffer, decided: Fate): Reply => {
    const keys = [...body.toString().matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => key)
    const kept =
      decided === 'denied' ? keys : keys.filter((_, at) => decided === 'partly' && at % 2)
    for (const key of keys) if (!kept.includes(key)) objects.delete(key)
    const code = decided === 'denied' ? 'AccessDenied' : 'InternalError'
    const errors = kept.map((key) => `<Error><Key>${key}</Key><Code>${code}</Code></Error>`)
    return { status: 200, body: `<DeleteResult>${errors.join('')}</DeleteResult>` }
  }

  const serve = (what: string, key: string, given: Given): Reply => {
    const { request, url, body, decided } = given
    const id = url.searchParams.get('uploadId') ?? ''
    switch (what) {
      case 'POST uploads':
        return begin(body, keptHeaders(request))
      case 'PUT partNumber':
        uploads.get(id)?.parts.set(Number(url.searchParams.get('partNumber')), body)
        return { status: 200, headers: { etag: etagOf(body) } }
      case 'POST uploadId':
        return complete(key, id, request.headers)
      case 'DELETE uploadId':
        return { status: uploads.delete(id) ? 204 : 404 }
      case 'GET list-type': {
        const prefix = url.searchParams.get('prefix') ?? ''
        const keys = [...objects.keys()]
          .filter((name) => name.startsWith(prefix))
          .map((name) => `<Contents><Key>${name}</Key></Contents>`)
        return { status: 200, body: `<ListBucketResult>${keys.join('')}</ListBucketResult>` }
      }
      case 'POST delete':
        return remove(body, decided)
      case 'PUT':
        return store(key, { body, headers: keptHeaders(request) }, request.headers)
      default:
        return find(key, request)
    }
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://server')
    const key = decodeURIComponent(url.pathname).replace(/^\/academy\/?/, '')
    const parameter = ['uploads', 'partNumber', 'uploadId', 'delete', 'list-type'].find((name) =>
      url.searchParams.has(name),
    )
    const one = {
      number: asked.length,
      what: [request.method, parameter].filter(Boolean).join(' '),
      key,
    }
    asked.push(one)
    const decided = fate(one)
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk)
    } catch {
      // The client gave up.
      return
    }
    if (decided === 'busy') return answer(response, failure(503, 'SlowDown'))
    if (decided === 'broken') return answer(response, failure(500, 'InternalError'))
    if (decided === 'conflict') return answer(response, failure(409, 'ConditionalRequestConflict'))
    if (decided === 'denied' && one.what !== 'POST delete')
      return answer(response, failure(403, 'AccessDenied'))
    const reply = serve(one.what, key, { request, url, body: Buffer.concat(chunks), decided })
    if (decided === 'silent') return
    if (decided === 'lost') return void request.socket.destroy()
    if (decided === 'cut') return cutOff(response, reply)
    answer(response, reply)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    /** Opens the bucket by the S3 adapter. Waiting moves the clock, which the script may read, on; silence in milliseconds. */
    open: ({ clock = { now: 0 }, silence = 30_000, ...place }: Opening = {}) => {
      useKeys({ endpoint: '', accessKeyId: 'a', secretAccessKey: 'b' })
      const endpoint = `http://127.0.0.1:${port}`
      return openS3Bucket(
        { ...anyPlace, bucket: 'academy', endpoint, ...place },
        {
          silence,
          wait: async (milliseconds) => {
            clock.now += milliseconds
          },
        },
      )
    },
    asked,
    /** How often each key was stored. */
    stored,
    objects,
    openUploads: () => uploads.size,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const answer = (response: ServerResponse, { status, headers = {}, body = '' }: Reply): void => {
  response.writeHead(status, headers)
  response.end(body)
}

const cutOff = (response: ServerResponse, { status, headers = {}, body = '' }: Reply): void => {
  response.writeHead(status, { ...headers, 'content-length': `${body.length}` })
  response.write(body.slice(0, Math.ceil(body.length / 2)), () => response.destroy())
}
