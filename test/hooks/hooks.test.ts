import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { ContentError } from '../../src/errors.ts'
import { nextAttempt } from '../../src/hooks/next-attempt.ts'
import { sendMessage, signature } from '../../src/hooks/send-message.ts'
import { hookSecret as secret } from '../support/hooked.ts'
import { isSigned, openReceiver } from '../support/receiver.ts'
import { createRepository } from '../support/repository.ts'

const hookTo = (url: string) => ({
  name: 'site',
  url,
  secret: Buffer.from(secret.replace('whsec_', ''), 'base64'),
  events: [],
})
const message = {
  id: 'hma_1_2',
  type: 'release.published',
  timestamp: '2026-01-01T00:00:00Z',
  data: { sequence: 1, note: 'ü "x"' },
} as const

describe('signing a message', () => {
  it('agrees with the example of the specification', () => {
    const parts = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      sent: 1614265330,
      body: '{"test": 2432232314}',
    }
    expect(signature(hookTo('').secret, parts)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
  })
})

describe('sending a message', () => {
  it('sends it once, signed, with its id, and wants no answer but that it was taken', async () => {
    await using receiver = await openReceiver()
    expect(await sendMessage(hookTo(receiver.url), message, Date.UTC(2026, 0, 1))).toBe(null)
    const [received] = receiver.received
    expect(receiver.received).toHaveLength(1)
    expect(received?.headers).toMatchObject({
      'webhook-id': 'hma_1_2',
      'webhook-timestamp': String(Date.UTC(2026, 0, 1) / 1000),
      'content-type': 'application/json',
    })
    const { id, ...body } = message
    expect(received?.body).toEqual(body)
    expect(received !== undefined && isSigned(received, secret)).toBe(true)
  })

  it.each([400, 410, 429, 500, 503])('takes %i for a failure', async (status) => {
    await using receiver = await openReceiver()
    receiver.answer(status)
    expect(await sendMessage(hookTo(receiver.url), message, 0)).toBe(`answered ${status}`)
  })

  it('follows no redirect, which could lead into the network that it runs in', async () => {
    await using receiver = await openReceiver()
    await using inside = await openReceiver()
    receiver.answer(307, { location: inside.url })
    expect(await sendMessage(hookTo(receiver.url), message, 0)).toBe('answered 307')
    expect(inside.received).toEqual([])
  })

  it('names no address where nobody listens', async () => {
    const receiver = await openReceiver()
    await receiver[Symbol.asyncDispose]()
    const fault = await sendMessage(hookTo(`${receiver.url}?token=abc`), message, 0)
    expect(fault).toBe('could not be reached (ECONNREFUSED)')
  })
})

it('a message is sent ten times more at most, over four days or so', () => {
  const waits = Array.from({ length: 11 }, (_, index) => nextAttempt(index + 1, 0))
  expect(waits[0]).toBe(5)
  expect(waits.at(-1)).toBe(null)
  const days = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0) / 86_400
  expect(days).toBeGreaterThan(3)
  expect(nextAttempt(2, 1)).toBe(360)
})

describe('the hooks of a configuration', () => {
  it.each([
    ['http://example.org/hook', secret, 'Expected an `https` address'],
    ['https://example.org/hook', 'whsec_short', 'Expected a secret of 24 to 64 bytes'],
    ['https://example.org/hook', 'verysecretpassword', 'Expected a secret of 24 to 64 bytes'],
    ['https://example.org/hook', '', 'Missing the environment variable `SECRET`'],
  ])('are refused at %s with %s, without a word of either', async (url, given, expected) => {
    await using source = await createRepository({
      'hma-content.yaml': `version: 1
collections: [{ type: article, files: "{slug}.md" }]
environments: { local: { hooks: { site: { url: "\${ADDRESS}", secret: "\${SECRET}" } } } }
`,
    })
    const variables = { ADDRESS: url, SECRET: given }
    const read = () => readConfig({ cwd: source.directory }, variables)
    expect(read).toThrow(ContentError)
    expect(read).toThrow(expected)
    if (given !== '') expect(read).not.toThrow(given)
  })
})
