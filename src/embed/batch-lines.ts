import type { BatchAnswer, BatchText } from '../embedder.ts'
import { embeddingsOf } from './embedding-reply.ts'
import { dimensions, embeddingBody, mostBytes } from './openai-request.ts'

/** The file of a batch: one request a line, for one text, known by the text's digest. */
export const batchFile = async (
  name: string,
  model: string,
  texts: AsyncIterable<readonly BatchText[]>,
): Promise<File> => {
  const parts: string[] = []
  for await (const some of texts) parts.push(some.map((text) => lineOf(model, text)).join(''))
  return new File(parts, name, { type: 'application/jsonl' })
}

const lineOf = (model: string, { digest, text }: BatchText): string =>
  `${JSON.stringify({
    custom_id: digest,
    method: 'POST',
    url: '/v1/embeddings',
    body: embeddingBody(model, [text]),
  })}\n`

/**
 * Reads a file of what came back, a line at a time, while it is sent. Throws where it is another file, is cut, stops for
 * longer than `idle` milliseconds, or has a line without end.
 */
export async function* readAnswers(
  { body }: Response,
  abort: AbortController,
  idle: number,
): AsyncIterable<BatchAnswer> {
  if (body === null) return
  const stopped = (): void =>
    abort.abort(new Error(`Expected more of a file, got nothing for ${idle} ms`))
  let timer = setTimeout(stopped, idle)
  let rest = ''
  let first = true
  const decoder = new TextDecoder()
  try {
    for await (const piece of body) {
      clearTimeout(timer)
      const lines = `${rest}${decoder.decode(piece, { stream: true })}`.split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > mostBytes(1)) throw new Error('Expected lines, got one without end')
      for (const line of lines.filter((text) => text.trim() !== '')) {
        if (first) checkFirst(line)
        first = false
        yield answerOf(line)
      }
      timer = setTimeout(stopped, idle)
    }
  } finally {
    clearTimeout(timer)
  }
  if (rest.trim() === '') return
  if (first) checkFirst(rest)
  yield answerOf(rest)
}

// A page that asks to sign in, with status 200, must not pass for answers to nothing.
const checkFirst = (line: string): void => {
  if (typeof fieldsOf(parse(line)).custom_id !== 'string')
    throw new Error('Expected answers, got another file')
}

/** What a line says of a text; never a vector that is not sound. */
export const answerOf = (line: string): BatchAnswer => {
  const { custom_id: digest, response, error } = fieldsOf(parse(line))
  const { status_code: status, body } = fieldsOf(response)
  if (typeof digest !== 'string') return refused('a line without an id')
  const said = messageOf(error) ?? messageOf(fieldsOf(body).error)
  if (status !== 200) return refused(said ?? `status ${String(status)}`)
  const reply = embeddingsOf(body, 1, dimensions)
  if (reply.kind === 'malformed') return refused(reply.reason)
  const [vector] = reply.vectors
  return vector === undefined ? refused('no vector') : { kind: 'vector', digest, vector }
}

type Fields = Readonly<Record<string, unknown>>

const refused = (reason: string): BatchAnswer => ({ kind: 'refused', reason })

const messageOf = (error: unknown): string | null => {
  const { message } = fieldsOf(error)
  return typeof message === 'string' ? message : null
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
