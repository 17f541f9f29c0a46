import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openaiEmbedder } from '../../src/embed/openai-embedder.ts'
import type { OpenaiAccount } from '../../src/embed/openai-request.ts'
import type { Embedder } from '../../src/embedder.ts'
import { ContentError } from '../../src/errors.ts'

type Asked = { readonly headers: IncomingHttpHeaders; readonly url: string; readonly body: Body }
type Body = { readonly input: readonly string[]; readonly [key: string]: unknown }
type Answer = (response: ServerResponse, input: readonly string[]) => void

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A server that gives the answers in turn, the last one for ever, and remembers what it was asked. */
const serve = async (
  ...answers: readonly Answer[]
): Promise<{ baseUrl: string; asked: Asked[] }> => {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const piece of request) text += piece
    const body = JSON.parse(text) as Body
    asked.push({ headers: request.headers, url: request.url ?? '', body })
    const answer = answers[Math.min(asked.length, answers.length) - 1]
    answer?.(response, body.input)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked }
}

const key = 'sk-secret-0123456789'

const account = (given: Partial<OpenaiAccount> = {}): OpenaiAccount => ({
  apiKey: key,
  baseUrl: null,
  model: 'text-embedding-ada-002',
  organization: null,
  project: null,
  apiVersion: null,
  ...given,
})

const embedderOf = (baseUrl: string, model = 'text-embedding-ada-002', timeout = 5_000) => {
  const slept: number[] = []
  let now = 0
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      slept.push(milliseconds)
      now += milliseconds
    },
    random: () => 0.5,
  }
  const pass = (milliseconds: number): void => {
    now += milliseconds
  }
  return { embedder: openaiEmbedder(account({ baseUrl, model }), { clock, timeout }), slept, pass }
}

/** The number a text ends with decides which place of its vector is 1. */
const vectorOf = (text: string): Float32Array =>
  new Float32Array(1536).fill(
    1,
    Number(text.match(/\d+$/u)?.[0] ?? 0),
    Number(text.match(/\d+$/u)?.[0] ?? 0) + 1,
  )

const base64 = (vector: Float32Array): string => Buffer.from(vector.buffer).toString('base64')

const items = (input: readonly string[]) =>
  input.map((text, index) => ({ object: 'embedding', index, embedding: base64(vectorOf(text)) }))

const reply =
  (
    data: (input: readonly string[]) => unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Answer =>
  (response, input) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify({ object: 'list', model: 'm', data: data(input) }))
  }

const good = reply(items)

const raw =
  (status: number, type: string, body: string): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': type }).end(body)
  }

const refuse =
  (
    status: number,
    code: string,
    headers: Readonly<Record<string, string>> = {},
    message = code,
  ): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify({ error: { message, code, type: code } }))
  }

const places = (vectors: readonly Float32Array[]): readonly number[] =>
  vectors.map((vector) => vector.indexOf(1))

/** All texts' vectors, in as many requests as that takes. */
const embedAll = async (
  embedder: Embedder,
  texts: readonly string[],
): Promise<readonly Float32Array[]> => {
  const vectors: Float32Array[] = []
  while (vectors.length < texts.length)
    vectors.push(...(await embedder.embed(texts.slice(vectors.length))))
  return vectors
}

const failureOf = async (embedder: Embedder): Promise<ContentError> => {
  const error = await embedder.embed(['text 1', 'text 2']).then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ContentError)) throw new Error('Expected a ContentError', { cause: error })
  return error
}

describe('openaiEmbedder', () => {
  it('names the model, its price, and the server where it is not OpenAI', () => {
    expect(openaiEmbedder(account())).toMatchObject({
      model: 'text-embedding-ada-002',
      dimensions: 1536,
      price: 0.1,
    })
    expect(openaiEmbedder(account({ model: 'text-embedding-3-small' })).price).toBe(0.02)
    expect(openaiEmbedder(account({ model: 'text-embedding-3-large' })).price).toBe(0.13)
    const other = openaiEmbedder(account({ baseUrl: 'http://ai.example:8080/v1', model: 'bge' }))
    expect(other).toMatchObject({ model: 'bge@ai.example:8080', price: null })
  })

  it('asks for base64, with the key, and for dimensions only where the model knows them', async () => {
    const { baseUrl, asked } = await serve(good)
    await embedderOf(baseUrl).embedder.embed(['text 1'])
    await embedderOf(baseUrl, 'text-embedding-3-large').embedder.embed(['text 1'])
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${key}`)
    expect(asked.map(({ body }) => body)).toEqual([
      { model: 'text-embedding-ada-002', input: ['text 1'], encoding_format: 'base64' },
      {
        model: 'text-embedding-3-large',
        input: ['text 1'],
        encoding_format: 'base64',
        dimensions: 1536,
      },
    ])
  })

  it('places vectors by their index, whatever the order of the reply', async () => {
    const { baseUrl } = await serve(reply((input) => items(input).toReversed()))
    expect(
      places(await embedderOf(baseUrl).embedder.embed(['text 7', 'text 3', 'text 5'])),
    ).toEqual([7, 3, 5])
  })

  it('asks nothing for nothing', async () => {
    const { baseUrl, asked } = await serve(good)
    expect(await embedderOf(baseUrl).embedder.embed([])).toEqual([])
    expect(asked).toEqual([])
  })

  it('sends no empty text', async () => {
    const { baseUrl, asked } = await serve(good)
    await expect(embedderOf(baseUrl).embedder.embed(['text 1', ' \n'])).rejects.toThrow('empty')
    expect(asked).toEqual([])
  })

  it('names the organisation and the project, and asks an Azure deployment in its own way', async () => {
    const { baseUrl, asked } = await serve(good)
    await openaiEmbedder(account({ baseUrl, organization: 'org-1', project: 'proj-1' })).embed([
      'a',
    ])
    await openaiEmbedder(account({ baseUrl, apiVersion: '2024-10-21' })).embed(['a'])
    expect(
      asked.map(({ headers }) => [headers['openai-organization'], headers['openai-project']]),
    ).toEqual([
      ['org-1', 'proj-1'],
      [undefined, undefined],
    ])
    expect(asked.map(({ headers }) => [headers.authorization, headers['api-key']])).toEqual([
      [`Bearer ${key}`, undefined],
      [undefined, key],
    ])
    expect(asked.map(({ url }) => url)).toEqual([
      '/v1/embeddings',
      '/v1/embeddings?api-version=2024-10-21',
    ])
  })

  it('asks a service that is out no more for a minute, then once', async () => {
    const { baseUrl, asked } = await serve(refuse(503, 'overloaded'))
    const { embedder, pass } = embedderOf(baseUrl)
    const many = Array.from({ length: 4 }, () => failureOf(embedder))
    await Promise.all(many)
    expect(asked.length).toBeLessThanOrEqual(6 + 3)
    const before = asked.length
    await failureOf(embedder)
    expect(asked).toHaveLength(before)
    pass(61_000)
    await failureOf(embedder)
    expect(asked).toHaveLength(before + 1)
  })

  it('gives a question up at once, and does not wait for a limit', async () => {
    const { baseUrl, asked } = await serve(
      refuse(429, 'rate_limit_exceeded', { 'retry-after': '7' }),
    )
    const embedder = openaiEmbedder(account({ baseUrl }), { patience: 'question' })
    await failureOf(embedder)
    await failureOf(embedder)
    expect(asked).toHaveLength(1)
  })

  it('never sends more at a time than a minute allows, once it is told', async () => {
    const headers = {
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-requests': '499',
      'x-ratelimit-limit-tokens': '100',
      'x-ratelimit-remaining-tokens': '100',
    }
    const { baseUrl, asked } = await serve(reply(items, headers))
    const { embedder, slept } = embedderOf(baseUrl)
    await embedder.embed(['text 1'])
    expect(embedder.limits()).toEqual({ requests: 500, tokens: 100 })
    const long = [1, 2, 3, 4].map((place) => `${'word '.repeat(40)}text ${place}`)
    expect(places(await embedAll(embedder, long))).toEqual([1, 2, 3, 4])
    expect(asked.map(({ body }) => body.input.length)).toEqual([1, 1, 1, 1, 1])
    expect(slept).toEqual([])
  })

  it('waits with each request for its turn among those of other processes', async () => {
    const { baseUrl, asked } = await serve(good)
    const slept: number[] = []
    const clock = {
      now: () => 0,
      sleep: async (milliseconds: number) => void slept.push(milliseconds + asked.length),
      random: () => 0.5,
    }
    const turn = async (model: string, weight: number) => weight * 1_000 + model.length
    const embedder = openaiEmbedder(account({ baseUrl }), { clock, turn })
    const name = embedder.model.length
    await embedder.embed(['text 1'])
    await embedder.embed(['text 2, longer'])
    expect(slept).toEqual([2_000 + name, 4_000 + name + 1])
  })

  it('takes nothing for under way that never had its turn', async () => {
    const headers = {
      'x-ratelimit-limit-requests': '3',
      'x-ratelimit-remaining-requests': '3',
      'x-ratelimit-reset-requests': '1h',
    }
    const { baseUrl } = await serve(reply(items, headers))
    let now = 0
    const sleep = async (milliseconds: number): Promise<void> => {
      now += milliseconds
    }
    let isAway = false
    const turn = async (): Promise<number> => {
      if (isAway) throw new Error('The database is away.')
      return 0
    }
    const clock = { now: () => now, sleep, random: () => 0.5 }
    const embedder = openaiEmbedder(account({ baseUrl }), { clock, turn })
    await embedder.embed(['text 1'])
    isAway = true
    for (let at = 0; at < 5; at += 1)
      await expect(embedder.embed(['text 1'])).rejects.toThrow('away')
    isAway = false
    await embedder.embed(['text 1'])
    // The reply says that three may go at once.
    const before = now
    await embedder.embed(['text 1'])
    expect(now).toBe(before)
  })

  it('learns how many texts a server takes, and is refused once for it', async () => {
    const tooMany = refuse(413, 'validation', {}, 'batch size 8 > maximum allowed batch size 4')
    const { baseUrl, asked } = await serve((response, input) =>
      (input.length > 4 ? tooMany : good)(response, input),
    )
    const { embedder } = embedderOf(baseUrl)
    const texts = [1, 2, 3, 4, 5, 6, 7, 8].map((place) => `text ${place}`)
    await embedAll(embedder, texts)
    expect(embedder.largest().inputs).toBe(4)
    await embedAll(embedder, texts)
    expect(asked.map(({ body }) => body.input.length)).toEqual([8, 4, 4, 4, 4])
  })

  it('reads no reply without end', async () => {
    const endless: Answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    }
    const { baseUrl } = await serve(endless, good)
    expect(places(await embedderOf(baseUrl).embedder.embed(['text 4']))).toEqual([4])
  })

  it('scales vectors to length 1 and takes plain numbers from servers that know no base64', async () => {
    const { baseUrl } = await serve(
      reply(() => [{ index: 0, embedding: Array.from(new Float32Array(1536).fill(3, 4, 5)) }]),
    )
    expect(places(await embedderOf(baseUrl).embedder.embed(['text']))).toEqual([4])
  })

  const withVector = (vector: Float32Array): Answer =>
    reply((input) => items(input).map((item) => ({ ...item, embedding: base64(vector) })))

  it.each<[string, Answer, string]>([
    ['HTML', raw(200, 'text/html', '<html>Sign in</html>'), 'no list'],
    ['nothing', raw(200, 'application/json', ''), 'no list'],
    ['half a reply', raw(200, 'application/json', '{"data":[{"ind'), 'no list'],
    [
      'an error with status 200',
      raw(200, 'application/json', '{"error":{"message":"x"}}'),
      'no list',
    ],
    ['items that are no objects', reply((input) => input.map(() => null)), 'no list'],
    ['too few', reply((input) => items(input).slice(1)), '1 embeddings for 2 texts'],
    ['too many', reply((input) => items([...input, 'text 3'])), '3 embeddings for 2 texts'],
    [
      'one index twice',
      reply((input) => items(input).map((item) => ({ ...item, index: 0 }))),
      'index 0',
    ],
    ['no index', reply((input) => items(input).map(({ embedding }) => ({ embedding }))), '`index`'],
    [
      'an index beyond',
      reply((input) => items(input).map((item) => ({ ...item, index: 9 }))),
      '`index`',
    ],
    ['too few dimensions', withVector(new Float32Array(8).fill(1)), '8 dimensions instead of 1536'],
    ['NaN', withVector(new Float32Array(1536).fill(1).fill(Number.NaN, 3, 4)), 'NaN'],
    [
      'Infinity',
      withVector(new Float32Array(1536).fill(1).fill(Number.POSITIVE_INFINITY, 3, 4)),
      'NaN',
    ],
    ['a zero vector', withVector(new Float32Array(1536)), 'zero vector'],
    [
      'null for a number',
      reply((input) =>
        items(input).map((item) => ({ ...item, embedding: new Array(1536).fill(null) })),
      ),
      'NaN',
    ],
    ['no vector', reply((input) => items(input).map(({ index }) => ({ index }))), 'no dimensions'],
  ])('tries again after %s, and refuses it in the end', async (_, answer, reason) => {
    const passing = await serve(answer, good)
    expect(places(await embedderOf(passing.baseUrl).embedder.embed(['text 1', 'text 2']))).toEqual([
      1, 2,
    ])
    const { baseUrl, asked } = await serve(answer)
    const error = await failureOf(embedderOf(baseUrl).embedder)
    expect(error.code).toBe('EMBEDDER')
    expect(error.message).toContain(reason)
    expect(asked).toHaveLength(6)
  })

  it.each<[string, Answer]>([
    ['500', refuse(500, 'server_error')],
    ['503 in HTML', raw(503, 'text/html', '<h1>busy</h1>')],
    ['429', refuse(429, 'rate_limit_exceeded')],
    ['a connection cut', (response) => void response.destroy()],
    [
      'a body cut',
      (response) =>
        void response
          .writeHead(200, { 'content-length': '99' })
          .write('{', () => response.destroy()),
    ],
  ])('tries five times more after %s, with growing waits', async (_, answer) => {
    const { baseUrl, asked } = await serve(answer)
    const { embedder, slept } = embedderOf(baseUrl)
    expect((await failureOf(embedder)).code).toBe('EMBEDDER')
    expect(asked).toHaveLength(6)
    expect(slept).toEqual([500, 1_000, 2_000, 4_000, 8_000])
  })

  it.each<[string, Answer]>([
    ['no answer', () => {}],
    ['a body that never ends', (response) => void response.writeHead(200).write('{')],
  ])('counts %s as failed after the timeout', async (_, answer) => {
    const { baseUrl } = await serve(answer, good)
    const { embedder } = embedderOf(baseUrl, 'text-embedding-ada-002', 100)
    expect(places(await embedder.embed(['text 4']))).toEqual([4])
  })

  it.each([
    ['retry-after-ms', { 'retry-after-ms': '120' }, 120],
    ['retry-after', { 'retry-after': '7' }, 7_000],
    [
      'x-ratelimit-reset-tokens',
      { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' },
      360_000,
    ],
  ])('waits as long as %s asks', async (_, headers, wait) => {
    const { baseUrl } = await serve(refuse(429, 'rate_limit_exceeded', headers), good)
    const { embedder, slept } = embedderOf(baseUrl)
    await embedder.embed(['text 1'])
    expect(slept).toEqual([wait])
  })

  it('gives up when asked to wait for an hour', async () => {
    const { baseUrl, asked } = await serve(
      refuse(429, 'rate_limit_exceeded', { 'retry-after': '3600' }),
    )
    const { embedder, slept } = embedderOf(baseUrl)
    expect((await failureOf(embedder)).message).toContain('wait 3600 s')
    expect([asked.length, slept]).toEqual([1, []])
  })

  it('waits before the next request when the last reply left too few tokens', async () => {
    const headers = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '1.5s' }
    const { baseUrl } = await serve(reply(items, headers), good)
    const { embedder, slept } = embedderOf(baseUrl)
    await embedder.embed(['text 1'])
    expect(slept).toEqual([])
    await embedder.embed(['text 2'])
    expect(slept).toEqual([1_500])
  })

  it.each([
    [429, 'insufficient_quota'],
    [401, 'invalid_api_key'],
    [403, 'unsupported_country'],
    [404, 'model_not_found'],
    [400, 'invalid_request'],
  ])('stops at once at %i %s', async (status, code) => {
    const { baseUrl, asked } = await serve(refuse(status, code))
    const error = await failureOf(embedderOf(baseUrl).embedder)
    expect(error.message).toContain(code)
    expect(asked).toHaveLength(1)
  })

  it('halves a request that the server finds too large', async () => {
    const tooLarge = refuse(400, 'max_tokens_per_request')
    const { baseUrl, asked } = await serve((response, input) =>
      (input.length > 2 ? tooLarge : good)(response, input),
    )
    const texts = [1, 2, 3, 4, 5].map((place) => `text ${place}`)
    expect(places(await embedAll(embedderOf(baseUrl).embedder, texts))).toEqual([1, 2, 3, 4, 5])
    expect(asked.map(({ body }) => body.input.length)).toEqual([5, 3, 2, 2, 1])
  })

  it('stops when a single text is too large for the server', async () => {
    const { baseUrl } = await serve(refuse(400, 'max_tokens_per_request'))
    expect((await failureOf(embedderOf(baseUrl).embedder)).message).toContain(
      'max_tokens_per_request',
    )
  })

  it('never shows the key, however the server quotes it', async () => {
    const message = `Incorrect API key provided: ${key}, or sk-sec**********6789.`
    const { baseUrl } = await serve(refuse(401, 'invalid_api_key', {}, message))
    const error = await failureOf(embedderOf(baseUrl).embedder)
    expect(error.message).toContain('Incorrect API key provided: [API key], or [API key]')
    expect(`${error.stack} ${error.hint} ${String(error.cause)}`).not.toContain('secret')
  })
})
