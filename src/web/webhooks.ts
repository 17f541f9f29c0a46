import { type Context, Hono } from 'hono'
import { type DeliveryAnswer, during, tell } from '../event.ts'
import {
  type Delivery,
  githubDelivery,
  gitlabDelivery,
  type HeaderOf,
  type Subject,
} from './delivery.ts'
import { bodyReader } from './read-body.ts'
import { isSigned, isToken } from './signature.ts'

/** What webhooks are taken with. */
export type WebhooksInput = {
  readonly subject: Subject
  /** Several, so that one can be changed without a gap; none where the host is not used. */
  readonly secrets: { readonly github: readonly string[]; readonly gitlab: readonly string[] }
  /** Writes a delivery down; `seen` where it was there already. */
  readonly accept: (delivery: Delivery) => Promise<'accepted' | 'seen'>
  readonly onError: (error: unknown) => void
}

// GitHub sends up to 25 MB, but a push of its most commits, 2,048, has a third of one; parsed, a body takes thirty times its size.
const limits = { each: 2 * 1024 * 1024, all: 64 * 1024 * 1024 }

/** Answers what hosts deliver: only what is signed is read, only what is written down is accepted, and only as a hint. */
export const webhooks = ({ subject, secrets, accept, onError }: WebhooksInput): Hono => {
  const readBody = bodyReader(limits)
  const take = async (header: HeaderOf, { raw }: Context['req'], host: Host): Promise<Taken> => {
    if (header('content-encoding') !== undefined) return refusal(415)
    if (Number(header('content-length') ?? 0) > limits.each) return refusal(413)
    const body = await readBody(raw.body)
    if (typeof body === 'string') return refusal(body === 'too large' ? 413 : 503)
    if (!host.isMeant(header, body)) return refusal(401)
    const delivery = host.read(header, body, subject)
    if (delivery === 'malformed') return refusal(422)
    if (delivery === 'ignored') return { answer: 'ignored', status: 202, id: null }
    const { provider, id } = delivery
    const answer = await during({ kind: 'delivery', provider }, () => accept(delivery))
    return { answer, status: 202, id }
  }
  const answering =
    (host: Host) =>
    async ({ req }: Context): Promise<Response> => {
      const { provider } = host
      const header: HeaderOf = (name) => req.header(name)
      // What is not written down is not accepted, and the host is told to try again.
      const taken = await take(header, req, host).catch((error): Taken => {
        onError(error)
        return { answer: 'failed', status: 503, id: null }
      })
      tell({ kind: 'delivery', provider, ...taken })
      return taken.status === 202 ? answer(202, taken.answer) : refused(taken.status)
    }
  const app = new Hono()
  app.post(
    '/webhooks/github',
    answering({
      provider: 'github',
      isMeant: (header, body) => isSigned(secrets.github, header('x-hub-signature-256'), body),
      read: githubDelivery,
    }),
  )
  app.post(
    '/webhooks/gitlab',
    answering({
      provider: 'gitlab',
      isMeant: (header) => isToken(secrets.gitlab, header('x-gitlab-token')),
      read: gitlabDelivery,
    }),
  )
  app.notFound(() => refused(404))
  return app
}

/** How a host's deliveries are told from others', and read. */
type Host = {
  readonly provider: Delivery['provider']
  readonly isMeant: (header: HeaderOf, body: Uint8Array) => boolean
  readonly read: typeof githubDelivery
}

/** What became of a delivery; its id once it is read. */
type Taken = {
  readonly answer: DeliveryAnswer
  readonly status: number
  readonly id: string | null
}

const refusal = (status: number): Taken => ({ answer: 'refused', status, id: null })

const answer = (status: number, what: string): Response =>
  Response.json({ status: what }, { status })

const reasons: Readonly<Record<number, string>> = {
  401: 'not signed with a known secret',
  404: 'not found',
  413: 'too large',
  415: 'expected a body as it is, without an encoding',
  422: 'expected a JSON object, and the headers of a delivery',
  503: 'try again later',
}

/** What is left of the body is not read, so nothing else can come over the same connection. */
const refused = (status: number): Response =>
  Response.json({ status: reasons[status] }, { status, headers: { connection: 'close' } })
