import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the server was asked for. */
export type LfsRequest = {
  /** Method and path below the server's address, without the query. */
  readonly asked: string
  readonly authorization: string | null
  readonly range: string | null
  /** How many objects a batch request names. */
  readonly objects: number
}

/** Answers a request in place of the server. */
export type LfsAnswer = (response: ServerResponse, object: Buffer) => void

/** A local server of Git LFS as its documents describe it: batch API, basic transfers, Basic authentication. */
export type LfsServer = AsyncDisposable & {
  /** Address of the server for one repository. */
  readonly url: string
  /** Its host and port. */
  readonly host: string
  readonly objects: Map<string, Buffer>
  readonly requests: readonly LfsRequest[]
  /** Answers the next requests of a kind so; one answer is used up by each. */
  readonly next: (kind: 'batch' | 'object', ...answers: readonly LfsAnswer[]) => void
  /** What every `download` action says besides, or instead. */
  readonly say: (action: (oid: string) => Readonly<Record<string, unknown>>) => void
  /** From now on the batch API wants this `Authorization`. */
  readonly want: (username: string, password: string) => void
}

const path = '/academy/content.git/info/lfs'

/** Starts it on loopback. */
export const openLfsServer = async (): Promise<LfsServer> => {
  const objects = new Map<string, Buffer>()
  const requests: LfsRequest[] = []
  const next = { batch: [] as LfsAnswer[], object: [] as LfsAnswer[] }
  let wanted: string | null = null
  let action: (oid: string) => Readonly<Record<string, unknown>> = () => ({})

  const batch = (response: ServerResponse, body: Batch, base: string): void => {
    const found = body.objects.map(({ oid, size }) => {
      const href = `${base}/objects/${oid}?signature=secret`
      const has = objects.has(oid)
      if (body.operation === 'upload')
        return {
          oid,
          size,
          ...(has ? {} : { actions: { upload: { href }, verify: { href: `${base}/verify` } } }),
        }
      return has
        ? { oid, size, authenticated: true, actions: { download: { href, ...action(oid) } } }
        : { oid, size, error: { code: 404, message: 'Object does not exist' } }
    })
    json(response, 200, { transfer: 'basic', objects: found, hash_algo: 'sha256' })
  }
  const answerBatch = (request: IncomingMessage, response: ServerResponse, body: Batch): void => {
    if (wanted !== null && request.headers.authorization !== wanted) unauthorized(response)
    else batch(response, body, `http://${request.headers.host}${path}`)
  }
  const transfer = (request: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const [, oid = ''] = /\/objects\/([0-9a-f]{64})$/.exec(pathOf(request)) ?? []
    const object = objects.get(oid)
    const given = request.method === 'GET' ? next.object.shift() : undefined
    if (given !== undefined) given(response, object ?? Buffer.alloc(0))
    else if (request.method === 'PUT') store(response, objects, oid, body)
    else if (object !== undefined) sendObject(response, object, request.headers.range)
    else json(response, pathOf(request) === `${path}/verify` ? 200 : 404, {})
  }
  const server = createServer(async (request, response) => {
    const body = await bytesOf(request)
    const isBatch = pathOf(request) === `${path}/objects/batch`
    const question = isBatch ? (JSON.parse(body.toString()) as Batch) : null
    requests.push(requestOf(request, question))
    const given = isBatch ? next.batch.shift() : undefined
    if (given !== undefined) given(response, Buffer.alloc(0))
    else if (question !== null) answerBatch(request, response, question)
    else transfer(request, response, body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}${path}`,
    host,
    objects,
    requests,
    next: (kind, ...answers) => {
      next[kind].push(...answers)
    },
    say: (added) => {
      action = added
    },
    want: (username, password) => {
      wanted = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Batch = {
  readonly operation: 'upload' | 'download'
  readonly objects: readonly { readonly oid: string; readonly size: number }[]
}

const pathOf = ({ url }: IncomingMessage): string => new URL(url ?? '', 'http://localhost').pathname

const requestOf = (request: IncomingMessage, question: Batch | null): LfsRequest => ({
  asked: `${request.method} ${pathOf(request).replace(path, '')}`,
  authorization: request.headers.authorization ?? null,
  range: request.headers.range ?? null,
  objects: question?.objects.length ?? 0,
})

const bytesOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/vnd.git-lfs+json' })
  response.end(JSON.stringify(body))
}

const unauthorized = (response: ServerResponse): void => {
  response.setHeader('lfs-authenticate', 'Basic realm="Git LFS"')
  json(response, 401, { message: 'Credentials needed' })
}

const store = (
  response: ServerResponse,
  objects: Map<string, Buffer>,
  oid: string,
  bytes: Buffer,
): void => {
  const isSound = createHash('sha256').update(bytes).digest('hex') === oid
  if (isSound) objects.set(oid, bytes)
  response.writeHead(isSound ? 200 : 422).end()
}

const sendObject = (response: ServerResponse, object: Buffer, range: string | undefined): void => {
  const [, from] = /^bytes=(\d+)-$/.exec(range ?? '') ?? []
  if (from === undefined) {
    response.writeHead(200, { 'content-length': object.length }).end(object)
    return
  }
  const start = Number(from)
  const end = object.length - 1
  if (start > end) {
    response.writeHead(416).end()
    return
  }
  const headers = { 'content-range': `bytes ${start}-${end}/${object.length}` }
  response.writeHead(206, headers).end(object.subarray(start))
}

/** A status with these headers and no bytes. */
export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): LfsAnswer =>
  (response) => {
    response.writeHead(code, headers).end()
  }

/** These bytes, whole. */
export const bytes =
  (body: Uint8Array): LfsAnswer =>
  (response) => {
    response.writeHead(200, { 'content-length': body.length }).end(body)
  }

/** The object as far as this many bytes, and then the end of the connection. */
export const cutAfter =
  (count: number): LfsAnswer =>
  (response, object) => {
    response.writeHead(200, { 'content-length': object.length })
    response.write(object.subarray(0, count), () => response.destroy())
  }

/** Bytes that never end. */
export const endless: LfsAnswer = (response) => {
  response.writeHead(200)
  const piece = Buffer.alloc(64 * 1024, 'x')
  const more = (): void => {
    while (response.write(piece));
  }
  response.on('drain', more)
  more()
}

/** Headers, and then nothing. */
export const silent: LfsAnswer = (response) => {
  response.writeHead(200, { 'content-length': 1 })
  response.flushHeaders()
}
