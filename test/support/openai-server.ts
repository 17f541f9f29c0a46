import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the server was asked for. */
export type EmbeddingRequest = {
  readonly authorization: string
  readonly url: string
  readonly model: string
  readonly input: readonly string[]
}

/** A local server that speaks `POST /v1/embeddings`. */
export type OpenaiServer = AsyncDisposable & {
  readonly baseUrl: string
  readonly asked: readonly EmbeddingRequest[]
  /** From now on every request is answered with this status; 200 sends vectors. */
  answer(status: number): void
}

/** Starts the server; equal texts get equal unit vectors. An error quotes the key, as some servers do. */
export const openOpenaiServer = async (): Promise<OpenaiServer> => {
  const asked: EmbeddingRequest[] = []
  let status = 200
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const piece of request) text += piece
    const { model, input } = JSON.parse(text) as { model: string; input: readonly string[] }
    const authorization = request.headers.authorization ?? ''
    asked.push({ authorization, url: `${request.method} ${request.url}`, model, input })
    const message = `Cannot serve ${authorization}`
    const data = input.map((one, index) => ({ object: 'embedding', index, embedding: vector(one) }))
    const body = status === 200 ? { object: 'list', model, data } : { error: { message } }
    // Else a client would wait for seconds before it tries again.
    const wait = status === 200 ? {} : { 'retry-after-ms': '10' }
    response.writeHead(status, { 'content-type': 'application/json', ...wait })
    response.end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    answer: (next) => {
      status = next
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const vector = (text: string): string => {
  const place = createHash('sha256').update(text).digest().readUInt16BE() % 1536
  return Buffer.from(new Float32Array(1536).fill(1, place, place + 1).buffer).toString('base64')
}
