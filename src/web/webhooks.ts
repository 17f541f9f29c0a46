import { type Context, Hono } from 'hono'
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
  const take = async (
    context: Context,
    isMeant: (header: HeaderOf, body: Uint8Array) => boolean,
    read: typeof githubDelivery,
  ): Promise<Response> => {
    const header: HeaderOf = (name) => context.req.header(name)
    if (header('content-encoding') !== undefined) return refused(415)
    if (Number(header('content-length') ?? 0) > limits.each) return refused(413)
    const body = await readBody(context.req.raw.body)
    if (typeof body === 'string') return refused(body === 'too large' ? 413 : 503)
    if (!isMeant(header, body)) return refused(401)
    const delivery = read(header, body, subject)
    if (delivery === 'malformed') return refused(422)
    if (delivery === 'ignored') return answer(202, 'ignored')
    return answer(202, await accept(delivery))
  }
  const app = new Hono()
  app.post('/webhooks/github', (context) =>
    take(
      context,
      (header, body) => isSigned(secrets.github, header('x-hub-signature-256'), body),
      githubDelivery,
    ),
  )
  app.post('/webhooks/gitlab', (context) =>
    take(context, (header) => isToken(secrets.gitlab, header('x-gitlab-token')), gitlabDelivery),
  )
  app.get('/healthz', () => answer(200, 'fine'))
  app.notFound(() => refused(404))
  // What is not written down is not accepted, and the host is told to try again.
  app.onError((error) => {
    onError(error)
    return refused(503)
  })
  return app
}

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
