import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type BatchDesk, openBatchDesk } from './openai-batches.ts'

/** What the server was asked for. */
export type EmbeddingRequest = {
  readonly authorization: string
  readonly url: string
  readonly model: string
  readonly input: readonly string[]
}

/** One way in which a service fails, or `none`. */
export type Fault =
  | 'none'
  | 'rate limit'
  | 'quota'
  | 'error'
  | 'hang'
  | 'drip'
  | 'cut'
  | 'html'
  | 'nothing'
  | 'short'
  | 'permuted'
  | 'NaN'
  | 'wrong dimensions'
  | 'zero'
  | 'error with 200'

/** The faults after which asking again helps. */
export const passingFaults: readonly Fault[] = [
  'rate limit',
  'error',
  'hang',
  'drip',
  'cut',
  'html',
  'nothing',
  'short',
  'permuted',
  'NaN',
  'wrong dimensions',
  'zero',
  'error with 200',
]

/** A local server that speaks `POST /v1/embeddings`, and batches of these. */
export type OpenaiServer = AsyncDisposable & {
  readonly baseUrl: string
  readonly desk: BatchDesk
  readonly asked: readonly EmbeddingRequest[]
  /** Texts that were answered with vectors, whole. */
  readonly sold: () => number
  /** From now on every request is answered with this status; 200 sends vectors. */
  answer(status: number): void
  /** From now on decides how each request fails, by its number from 0. */
  fail(choose: (request: number) => Fault): void
}

/** How the server behaves besides its faults. */
export type ServerManners = {
  /** Milliseconds before each answer. */
  readonly latency?: number
  /** The most texts that a request may hold. */
  readonly mostInputs?: number
  /** Refused beyond, and told in headers. */
  readonly perMinute?: { readonly requests: number; readonly tokens: number }
  /** What it sells for a text instead of `vector`. */
  readonly vectorOf?: (text: string) => Float32Array
}

/** Starts the server; equal texts get equal unit vectors. An error quotes the key, as some servers do. */
export const openOpenaiServer = async (manners: ServerManners = {}): Promise<OpenaiServer> => {
  const asked: EmbeddingRequest[] = []
  let status = 200
  let sold = 0
  let choose: (request: number) => Fault = () => 'none'
  const meter = createMeter(manners.perMinute)
  const desk = openBatchDesk((text) => {
    sold += 1
    return base64(vector(text))
  })
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    if (!request.url?.startsWith('/v1/embeddings')) return desk.answer(request, response, body)
    const text = body.toString()
    const { model, input } = JSON.parse(text) as { model: string; input: readonly string[] }
    const authorization = request.headers.authorization ?? ''
    const fault = choose(asked.length)
    asked.push({ authorization, url: `${request.method} ${request.url}`, model, input })
    // What making the vectors takes is part of the latency.
    const due = manners.latency === undefined ? null : delay(manners.latency)
    const sorted = itemsOf(input, manners.vectorOf)
    await due
    const refuse = refusing(response, authorization)
    if (status !== 200) return refuse(status, 'status')
    if (input.length > (manners.mostInputs ?? 2_048)) return refuse(413, 'batch size')
    const { passes, headers, tooLarge } = meter(input)
    if (tooLarge) return refuse(429, 'Request too large on tokens per min', headers)
    if (!passes) return refuse(429, 'rate_limit_exceeded', headers)
    if (fault !== 'none' && fault !== 'permuted') return faults[fault]({ response, input, refuse })
    const items = fault === 'permuted' ? sorted.toReversed() : sorted
    sold += input.length
    send(response, items, headers)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    desk,
    asked,
    sold: () => sold,
    answer: (next) => {
      status = next
    },
    fail: (next) => {
      choose = next
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces)
}

type Refuse = (status: number, code: string, headers?: Readonly<Record<string, string>>) => void

// Without the header a client would wait for seconds before it tries again.
const refusing =
  (response: ServerResponse, authorization: string): Refuse =>
  (status, code, headers = { 'retry-after-ms': '10' }) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    const message = `Cannot serve ${authorization}: ${code}`
    response.end(JSON.stringify({ error: { message, code, type: code } }))
  }

type Item = { readonly object: string; readonly index: number; readonly embedding: unknown }

const itemsOf = (input: readonly string[], vectorOf = vector): readonly Item[] =>
  input.map((one, index) => ({ object: 'embedding', index, embedding: base64(vectorOf(one)) }))

const send = (
  response: ServerResponse,
  data: readonly Item[],
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(200, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ object: 'list', data }))
}

type Failing = {
  readonly response: ServerResponse
  readonly input: readonly string[]
  readonly refuse: Refuse
}

const withVector = ({ response, input }: Failing, wrong: Float32Array): void =>
  send(
    response,
    itemsOf(input).map((item) => ({ ...item, embedding: base64(wrong) })),
  )

const raw = ({ response }: Failing, type: string, body: string): void =>
  void response.writeHead(200, { 'content-type': type }).end(body)

const faults: Readonly<Record<Exclude<Fault, 'none' | 'permuted'>, (failing: Failing) => void>> = {
  'rate limit': ({ refuse }) => refuse(429, 'rate_limit_exceeded'),
  quota: ({ refuse }) => refuse(429, 'insufficient_quota'),
  error: ({ refuse }) => refuse(500, 'server_error'),
  hang: () => {},
  drip: ({ response }) => void response.writeHead(200).write('{'),
  cut: ({ response }) => void response.destroy(),
  html: (failing) => raw(failing, 'text/html', '<html>Sign in</html>'),
  nothing: (failing) => raw(failing, 'application/json', ''),
  short: ({ response, input }) => send(response, itemsOf(input).slice(1)),
  NaN: (failing) => withVector(failing, vector('').fill(Number.NaN, 7, 8)),
  'wrong dimensions': (failing) => withVector(failing, new Float32Array(8).fill(1)),
  zero: (failing) => withVector(failing, new Float32Array(1536)),
  'error with 200': (failing) => raw(failing, 'application/json', '{"error":{"message":"busy"}}'),
}

type Metered = {
  readonly passes: boolean
  /** More than a whole minute takes. */
  readonly tooLarge: boolean
  readonly headers: Readonly<Record<string, string>>
}

/** Counts what a minute takes, as buckets that fill evenly. */
const createMeter = (
  perMinute: ServerManners['perMinute'],
): ((input: readonly string[]) => Metered) => {
  if (perMinute === undefined) return () => ({ passes: true, tooLarge: false, headers: {} })
  const left = { ...perMinute }
  const both = ['requests', 'tokens'] as const
  let at = Date.now()
  return (input) => {
    const now = Date.now()
    for (const of of both)
      left[of] = Math.min(perMinute[of], left[of] + ((now - at) * perMinute[of]) / 60_000)
    at = now
    const tokens = Math.ceil(input.reduce((sum, one) => sum + Buffer.byteLength(one), 0) / 4)
    const passes = left.requests >= 1 && left.tokens >= tokens
    if (passes) left.requests -= 1
    if (passes) left.tokens -= tokens
    const headers = both.flatMap((of) => [
      [`x-ratelimit-limit-${of}`, String(perMinute[of])],
      [`x-ratelimit-remaining-${of}`, String(Math.floor(left[of]))],
      [`x-ratelimit-reset-${of}`, `${resetOf(left[of], perMinute[of])}ms`],
    ])
    return {
      passes,
      tooLarge: tokens > perMinute.tokens,
      headers: Object.fromEntries(headers) as Readonly<Record<string, string>>,
    }
  }
}

const resetOf = (left: number, limit: number): number =>
  Math.ceil(((limit - left) * 60_000) / limit)

/** The vector that the server sells for a text. */
export const vector = (text: string): Float32Array => {
  const place = createHash('sha256').update(text).digest().readUInt16BE() % 1536
  return new Float32Array(1536).fill(1, place, place + 1)
}

const base64 = (floats: Float32Array): string => Buffer.from(floats.buffer).toString('base64')
