import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import examples from '@octokit/webhooks-examples' with { type: 'json' }
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { acceptDeliveries } from '../../src/web/accept-deliveries.ts'
import { type Listening, listen } from '../../src/web/listen.ts'
import { webhooks } from '../../src/web/webhooks.ts'
import { openTestDatabase } from '../support/database.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const repository = 186_853_002
const secrets = { github: ['the old secret', 'the new secret'], gitlab: ['a token'] }

let database: Database
let sent = 0
let failing = false
const errors: unknown[] = []

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.query('delete from pipeline.deliveries')
  sent = 0
})

const app = () => {
  const accept = acceptDeliveries(database, {
    send: async () => {
      if (failing) throw new Error('The queue is away.')
      sent += 1
    },
  })
  const subject = { repository, branch: 'main' }
  return webhooks({ subject, secrets, accept, onError: (error) => void errors.push(error) })
}

const signed = (body: string | Uint8Array, secret = 'the new secret'): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

let deliveries = 0

type Asked = {
  readonly event?: string
  readonly id?: string
  readonly headers?: Readonly<Record<string, string>>
}

const github = (
  body: unknown,
  { event = 'push', id, headers = {} }: Asked = {},
): Promise<Response> => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  deliveries += 1
  return Promise.resolve(
    app().request('/webhooks/github', {
      method: 'POST',
      body: text,
      headers: {
        'x-github-event': event,
        'x-github-delivery': id ?? `delivery-${deliveries}`,
        'x-hub-signature-256': signed(text),
        ...headers,
      },
    }),
  )
}

const push = { ref: 'refs/heads/main', after: 'a'.repeat(40), repository: { id: repository } }

/** Status of an answer, and what it says. */
const said = async (answer: Promise<Response>): Promise<readonly [number, unknown]> => {
  const response = await answer
  return [response.status, ((await response.json()) as { status: unknown }).status]
}

const stored = (): Promise<readonly unknown[]> =>
  database.query('select provider, id, event from pipeline.deliveries order by id')

describe('a delivery', () => {
  it('is written down and asks for a look, by either secret, from GitHub and from GitLab', async () => {
    const old = signed(JSON.stringify(push), 'the old secret')
    expect(await said(github(push, { id: 'a' }))).toEqual([202, 'accepted'])
    expect(await said(github(push, { id: 'b', headers: { 'x-hub-signature-256': old } }))).toEqual([
      202,
      'accepted',
    ])
    const gitlab = {
      'x-gitlab-token': 'a token',
      'x-gitlab-event': 'Push Hook',
      'idempotency-key': 'c',
    }
    const body = JSON.stringify({ ...push, repository: {}, project: { id: repository } })
    const ask = () => app().request('/webhooks/gitlab', { method: 'POST', body, headers: gitlab })
    expect(await said(Promise.resolve(ask()))).toEqual([202, 'accepted'])
    expect(await said(Promise.resolve(ask()))).toEqual([202, 'seen'])
    expect(sent).toBe(3)
    expect(await stored()).toEqual([
      { provider: 'github', id: 'a', event: 'push' },
      { provider: 'github', id: 'b', event: 'push' },
      { provider: 'gitlab', id: 'c', event: 'Push Hook' },
    ])
  })

  it('is not accepted without the signature of a known secret, and all such get one answer (56)', async () => {
    const text = JSON.stringify(push)
    const sha1 = `sha1=${createHmac('sha1', 'the new secret').update(text).digest('hex')}`
    const wrong: readonly Readonly<Record<string, string>>[] = [
      { 'x-hub-signature-256': '' },
      { 'x-hub-signature-256': 'sha256=abc' },
      { 'x-hub-signature-256': `sha256=${'z'.repeat(64)}` },
      { 'x-hub-signature-256': sha1, 'x-hub-signature': sha1 },
      { 'x-hub-signature-256': `${signed(text)}, ${signed(text)}` },
      { 'x-hub-signature-256': signed(text, 'another secret') },
      { 'x-hub-signature-256': signed(text, '') },
      { 'x-hub-signature-256': signed(text).toUpperCase() },
      { 'x-gitlab-token': 'a token', 'x-hub-signature-256': '' },
    ]
    for (const headers of wrong)
      expect(await said(github(push, { headers }))).toEqual([401, 'not signed with a known secret'])
    // What is no JSON is not looked at before that.
    expect((await github('{', { headers: { 'x-hub-signature-256': 'sha256=' } })).status).toBe(401)
    const token = { 'x-gitlab-event': 'Push Hook', 'x-gitlab-token': 'a toke' }
    const ask = app().request('/webhooks/gitlab', { method: 'POST', body: text, headers: token })
    expect((await ask).status).toBe(401)
    expect([await stored(), sent]).toEqual([[], 0])
  })

  it('is one however often it comes, a thousand times at once included (57)', async () => {
    const one = app()
    const body = JSON.stringify(push)
    const headers = {
      'x-github-event': 'push',
      'x-github-delivery': 'the same',
      'x-hub-signature-256': signed(body),
    }
    const ask = () => one.request('/webhooks/github', { method: 'POST', body, headers })
    const answers = await Promise.all(Array.from({ length: 1000 }, ask))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect([(await stored()).length, sent]).toEqual([1, 1])
  })

  it('of anything else than a move of our branch asks for nothing (59, 60)', async () => {
    const ignored: readonly (readonly [unknown, Asked?])[] = [
      [{}],
      [{ repository: null }],
      [{ ...push, repository: { id: 1 } }],
      [{ ...push, repository: { id: String(repository) } }],
      [{ ...push, repository: { full_name: 'Codertocat/Hello-World' } }],
      [push, { event: 'star' }],
      [push, { event: 'ping' }],
    ]
    for (const [body, asked] of ignored)
      expect(await said(github(body, asked))).toEqual([202, 'ignored'])
    expect(await stored()).toEqual([])
    const noted: readonly unknown[] = [
      { repository: { id: repository } },
      { ...push, ref: 7 },
      { ...push, ref: 'refs/tags/main' },
      { ...push, ref: 'refs/heads/other' },
      { ...push, after: '0'.repeat(40), deleted: true },
      { ...push, after: '0'.repeat(40) },
    ]
    for (const body of noted) expect(await said(github(body))).toEqual([202, 'accepted'])
    expect(sent).toBe(0)
  })

  it('that is no JSON object, or lacks its headers, is refused, and the process lives (59)', async () => {
    const deep = `${'['.repeat(900_000)}${']'.repeat(900_000)}`
    for (const body of ['[]', 'null', '7', '"x"', '{', '', '\u0000', deep])
      expect((await github(body)).status).toBe(422)
    const inside = `{"repository":{"id":${repository}},"x":${deep}}`
    expect((await github(inside)).status).toBe(202)
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xff), Buffer.from('"}')])
    const headers = {
      'x-github-event': 'push',
      'x-github-delivery': 'x',
      'x-hub-signature-256': signed(bytes),
    }
    const answer = await app().request('/webhooks/github', { method: 'POST', body: bytes, headers })
    expect(answer.status).toBe(422)
    expect((await github(push, { id: '' })).status).toBe(422)
    expect((await github(push, { event: 'x'.repeat(201) })).status).toBe(422)
    expect((await github({ ...push, title: '\u0000\ud800 ::set-output $(touch x)' })).status).toBe(
      202,
    )
  })

  it('that cannot be written down is answered with 503, and is accepted when it comes again', async () => {
    failing = true
    expect((await github(push, { id: 'again' })).status).toBe(503)
    failing = false
    expect([await stored(), errors.length]).toEqual([[], 1])
    expect(await said(github(push, { id: 'again' }))).toEqual([202, 'accepted'])
  })

  it('of every kind that GitHub documents is answered, and pushes are understood', async () => {
    // Its types say `module.exports`, which an import of JSON has none of.
    const all = examples as unknown as readonly { name: string; examples: readonly unknown[] }[]
    expect(all.length).toBeGreaterThan(40)
    let pushes = 0
    for (const { name, examples: bodies } of all)
      for (const body of bodies) {
        const { status } = await github(body, { event: name })
        expect([name, status]).toEqual([name, 202])
        if (name === 'push') pushes += 1
      }
    expect(pushes).toBeGreaterThan(2)
    const events = await database.query('select distinct event from pipeline.deliveries')
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['pull_request', 'push']),
    )
  })
})

describe('a sender', () => {
  let listening: Listening
  beforeAll(async () => {
    listening = await listen(app(), { host: '127.0.0.1', port: 0 })
  })
  afterAll(() => listening.close())

  /** Opens a connection, sends what `feed` gives for as long as it is open, and gives the status and the seconds until the end. */
  const send = async (
    head: string,
    feed: (write: (text: string) => void) => void = () => {},
  ): Promise<{ readonly status: number; readonly seconds: number }> => {
    const socket = connect(Number(new URL(listening.url).port), '127.0.0.1')
    socket.on('error', () => {})
    let answer = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text
    })
    const start = performance.now()
    await once(socket, 'connect')
    socket.write(head)
    // What the service does not take is not to lie about in the sender, which is in the same process.
    feed((text) => void (socket.writable && !socket.writableNeedDrain && socket.write(text)))
    // What is written to a connection that was cut off is an error of the socket's, which ends it like any other end.
    await new Promise((resolve) => socket.once('close', resolve))
    const seconds = (performance.now() - start) / 1000
    return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0), seconds }
  }
  const post = (...headers: readonly string[]): string =>
    ['POST /webhooks/github HTTP/1.1', 'host: x', ...headers, '', ''].join('\r\n')

  it('of too much, or of bombs, is cut off with an answer, and memory stays flat (58)', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    const before = process.memoryUsage().rss
    expect((await send(post('content-length: 27262976'))).status).toBe(413)
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`
    const endless = await send(post('transfer-encoding: chunked'), (write) => {
      const timer = setInterval(() => write(chunk), 1)
      setTimeout(() => clearInterval(timer), 60_000).unref()
    })
    expect([0, 413]).toContain(endless.status)
    expect(endless.seconds).toBeLessThan(30)
    for (let sent = 0; sent < 20; sent += 1) {
      const answer = await fetch(new URL('/webhooks/github', listening.url), {
        method: 'POST',
        body: bomb,
        headers: { 'content-encoding': 'gzip', 'x-hub-signature-256': signed(bomb) },
      })
      expect(answer.status).toBe(415)
    }
    // Unpacked they are a gigabyte. The embedded database, whose code V8 still compiles, is in this process too.
    expect(process.memoryUsage().rss - before).toBeLessThan(500_000_000)
  })

  it('that is slow, or promises more than it sends, is cut off while others are answered (58)', async () => {
    const drip = (write: (text: string) => void): void => {
      const timer = setInterval(() => write('x'), 100)
      setTimeout(() => clearInterval(timer), 60_000).unref()
    }
    const slow = [
      send(post('content-length: 1000'), drip),
      send('POST /webhooks/github HTTP/1.1\r\nhost: x\r\nx-slow: ', drip),
      send(post('content-length: 1000')),
    ]
    const { status } = await fetch(new URL('/nowhere', listening.url))
    expect(status).toBe(404)
    for (const each of await Promise.all(slow)) {
      expect([0, 408]).toContain(each.status)
      expect(each.seconds).toBeLessThan(30)
    }
  })
})
