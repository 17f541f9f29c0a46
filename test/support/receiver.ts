import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a receiver was sent. */
export type Received = {
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly body: {
    readonly type: string
    readonly timestamp: string
    readonly data: Readonly<Record<string, unknown>>
  }
}

/** A service that hooks are sent to, which answers as it is told, at first with 204. */
export type Receiver = AsyncDisposable & {
  readonly url: string
  readonly received: Received[]
  readonly answer: (status: number, headers?: Readonly<Record<string, string>>) => void
}

export const openReceiver = async (): Promise<Receiver> => {
  const received: Received[] = []
  let answer: { status: number; headers: Readonly<Record<string, string>> } = {
    status: 204,
    headers: {},
  }
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    if (request.method === 'POST')
      received.push({ headers: request.headers, text, body: JSON.parse(text) as Received['body'] })
    response.writeHead(answer.status, answer.headers).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer: (status, headers = {}) => {
      answer = { status, headers }
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Whether a message is signed with a secret, as a receiver finds out by the specification of Standard Webhooks. */
export const isSigned = ({ headers, text }: Received, secret: string): boolean => {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`
  const expected = createHmac('sha256', key).update(content).digest('base64')
  return headers['webhook-signature'] === `v1,${expected}`
}
