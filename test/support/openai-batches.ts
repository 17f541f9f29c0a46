import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** What becomes of a batch. */
export type BatchFault =
  | 'none'
  | 'partial'
  | 'unsound'
  | 'expired'
  | 'cancelled'
  | 'failed'
  | 'silent'

/** How a call about files and batches fails; `lost` does what was asked and never says so. */
export type CallFault = 'none' | 'error' | 'lost' | 'cut' | 'html' | 'error with 200' | 'hang'

/** The faults after which calling again helps. */
export const passingCallFaults: readonly CallFault[] = [
  'error',
  'lost',
  'cut',
  'html',
  'error with 200',
  'hang',
]

type Status = 'in_progress' | 'completed' | 'failed' | 'expired' | 'cancelled'

type Batch = {
  readonly id: string
  readonly input: string
  readonly metadata: Readonly<Record<string, string>>
  readonly texts: readonly string[]
  readonly fault: BatchFault | 'too much'
  looks: number
  status: Status
  output: string | null
  refused: string | null
}

/** The part of the server that takes files of texts and embeds them at leisure. */
export type BatchDesk = {
  readonly batches: readonly Pick<Batch, 'id' | 'texts' | 'status'>[]
  /** Names of the files that it keeps. */
  readonly files: () => readonly string[]
  /** What was asked for, as `GET /v1/batches`; names are left out. */
  readonly calls: readonly string[]
  /** From now on a batch is done at this look, by which its place in the order of creation decides. */
  done(atLook: (batch: number) => number): void
  /** From now on decides what becomes of each batch, by its number from 0. */
  fail(choose: (batch: number) => BatchFault): void
  /** From now on decides how each call fails, by its number from 0 among those of its kind. */
  failCall(choose: (call: string, number: number) => CallFault): void
  /** From now on no more texts than this may be under way. */
  limit(texts: number): void
  answer(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>
}

type Asked = {
  readonly request: IncomingMessage
  readonly body: Buffer
  readonly url: URL
  readonly id: string
}

/** Opens the desk; `sell` gives the vector of a text as base64. */
export const openBatchDesk = (sell: (text: string) => string): BatchDesk => {
  const files = new Map<string, string>()
  const batches: Batch[] = []
  const calls: string[] = []
  let atLook: (batch: number) => number = () => 1
  let choose: (batch: number) => BatchFault = () => 'none'
  let chooseCall: (call: string, number: number) => CallFault = () => 'none'
  let mostTexts = 50_000

  const keep = (text: string): string => {
    const id = `file-${createHash('sha256').update(`${calls.length} ${text}`).digest('hex').slice(0, 8)}`
    files.set(id, text)
    return id
  }

  const create = (body: Buffer): Batch => {
    const asked = JSON.parse(body.toString()) as {
      input_file_id: string
      metadata: Readonly<Record<string, string>>
    }
    const lines = linesOf(files.get(asked.input_file_id) ?? '')
    const texts = lines.flatMap(({ body }) => body.input)
    const underWay = batches.filter(({ status }) => status === 'in_progress')
    const load = underWay.reduce((sum, one) => sum + one.texts.length, texts.length)
    const batch: Batch = {
      id: `batch-${batches.length}`,
      input: asked.input_file_id,
      metadata: asked.metadata,
      texts,
      fault: load > mostTexts ? 'too much' : choose(batches.length),
      looks: 0,
      status: 'in_progress',
      output: null,
      refused: null,
    }
    batches.push(batch)
    return batch
  }

  const look = (batch: Batch): Batch => {
    batch.looks += 1
    if (batch.status !== 'in_progress') return batch
    if (batch.fault !== 'too much' && batch.looks < atLook(batches.indexOf(batch))) return batch
    batch.status = endings[batch.fault]
    if (batch.fault === 'silent' || batch.status === 'failed') return batch
    const asked = linesOf(files.get(batch.input) ?? '')
    const answered = asked.filter((_, index) => reaches(batch.fault, index, asked.length))
    const left = asked.filter((line) => !answered.includes(line))
    // In no promised order.
    const out = answered.map((line, index) =>
      batch.fault === 'unsound' && index % 2 === 0
        ? unsound(line, index / 2)
        : answerTo(line, line.body.input.map(sell)),
    )
    if (out.length > 0) batch.output = keep(out.toReversed().join('\n'))
    if (left.length > 0) batch.refused = keep(left.map(refusalOf(batch.fault)).join('\n'))
    return batch
  }

  const list = (after: string | null): unknown => {
    const newest = batches.toReversed()
    const start = newest.findIndex(({ id }) => id === after) + 1
    return { object: 'list', data: newest.slice(start, start + 2).map(describe) }
  }

  const performers: Readonly<Record<string, (asked: Asked) => unknown>> = {
    'POST /v1/files': async ({ request, body }) => {
      const headers = { 'content-type': request.headers['content-type'] ?? '' }
      const form = await new Response(new Uint8Array(body), { headers }).formData()
      const file = form.get('file')
      const wanted = form.get('purpose') === 'batch' && file instanceof File
      return wanted ? { id: keep(await file.text()), object: 'file' } : undefined
    },
    'GET /v1/files/*/content': ({ id }) => files.get(id),
    'DELETE /v1/files/*': ({ id }) => (files.delete(id) ? { id, object: 'file' } : undefined),
    'POST /v1/batches': ({ body }) => describe(create(body)),
    'GET /v1/batches': ({ url }) => list(url.searchParams.get('after')),
    'GET /v1/batches/*': ({ id }) => {
      const found = batches.find((one) => one.id === id)
      return found === undefined ? undefined : describe(look(found))
    },
  }

  return {
    batches,
    files: () => [...files.keys()],
    calls,
    done: (next) => {
      atLook = next
    },
    fail: (next) => {
      choose = next
    },
    failCall: (next) => {
      chooseCall = next
    },
    limit: (texts) => {
      mostTexts = texts
    },
    answer: async (request, response, body) => {
      const url = new URL(request.url ?? '', 'http://localhost')
      const method = request.method ?? ''
      const call = `${method} ${url.pathname.replace(/(?<=\/(?:files|batches)\/)[^/]+/u, '*')}`
      const fault = chooseCall(call, calls.filter((one) => one === call).length)
      calls.push(call)
      if (fault === 'hang') return
      if (fault === 'error') return send(response, 500, { error: { message: 'server_error' } })
      if (fault === 'html') return void response.end('<html>Sign in</html>')
      if (fault === 'error with 200') return send(response, 200, { error: { message: 'busy' } })
      const id = url.pathname.split('/')[3] ?? ''
      const said = await performers[call]?.({ request, body, url, id })
      if (fault === 'lost') return void response.destroy()
      if (said === undefined) return send(response, 404, { error: { message: 'not found' } })
      if (fault === 'cut') return cut(response, said)
      send(response, 200, said)
    },
  }
}

type Line = {
  readonly custom_id: string
  readonly body: { readonly input: readonly string[] }
}

const linesOf = (text: string): readonly Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)

const endings: Readonly<Record<Batch['fault'], Status>> = {
  none: 'completed',
  partial: 'completed',
  unsound: 'completed',
  silent: 'completed',
  expired: 'expired',
  cancelled: 'cancelled',
  failed: 'failed',
  'too much': 'failed',
}

const reaches = (fault: Batch['fault'], index: number, count: number): boolean =>
  fault === 'partial'
    ? index % 3 !== 1
    : fault === 'expired' || fault === 'cancelled'
      ? index < count / 2
      : true

const answerTo = ({ custom_id }: Line, embeddings: readonly unknown[]): string => {
  const data = embeddings.map((embedding, index) => ({ object: 'embedding', index, embedding }))
  return JSON.stringify({
    id: 'r',
    custom_id,
    response: { status_code: 200, body: { object: 'list', data } },
    error: null,
  })
}

const refusalOf =
  (fault: Batch['fault']) =>
  ({ custom_id }: Line): string =>
    JSON.stringify(
      fault === 'partial'
        ? { custom_id, response: { status_code: 500, body: { error: { message: 'it broke' } } } }
        : {
            custom_id,
            response: null,
            error: { code: 'batch_expired', message: 'ran out of time' },
          },
    )

const floats = (values: Float32Array): string => Buffer.from(values.buffer).toString('base64')

/** Answers of which none may be kept. */
const unsound = (line: Line, kind: number): string => {
  const kinds = [
    () => answerTo(line, [floats(new Float32Array(1536))]),
    () => answerTo(line, [floats(new Float32Array(1536).fill(Number.NaN, 7, 8))]),
    () => answerTo(line, [floats(new Float32Array(8).fill(1))]),
    () => answerTo(line, []),
    () => answerTo({ ...line, custom_id: 'another' }, [floats(new Float32Array(1536).fill(1))]),
    () =>
      JSON.stringify({ custom_id: line.custom_id, response: { status_code: 200, body: 'html' } }),
    () => '{"custom_id":',
  ]
  return (kinds[kind % kinds.length] ?? (() => ''))()
}

const describe = (batch: Batch): unknown => ({
  id: batch.id,
  object: 'batch',
  endpoint: '/v1/embeddings',
  created_at: Math.floor(Date.now() / 1000),
  input_file_id: batch.input,
  status: batch.status,
  metadata: batch.metadata,
  ...(batch.output === null ? {} : { output_file_id: batch.output }),
  ...(batch.refused === null ? {} : { error_file_id: batch.refused }),
  ...(batch.status === 'failed'
    ? { errors: { object: 'list', data: [failures[batch.fault === 'too much' ? 1 : 0]] } }
    : {}),
  request_counts: { total: batch.texts.length, completed: 0, failed: 0 },
})

const failures = [
  { code: 'invalid_json_line', message: 'a line is no JSON' },
  { code: 'token_limit_exceeded', message: 'Enqueued token limit reached' },
]

const send = (response: ServerResponse, status: number, body: unknown): void => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'application/octet-stream' : 'application/json'
  response.writeHead(status, { 'content-type': type, 'retry-after-ms': '1' }).end(text)
}

const cut = (response: ServerResponse, body: unknown): void => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length })
  response.write(text.slice(0, text.length / 2), () => response.destroy())
}
