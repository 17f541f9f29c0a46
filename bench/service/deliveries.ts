import { createHmac, randomUUID } from 'node:crypto'
import examples from '@octokit/webhooks-examples' with { type: 'json' }

/** A request, and the status that it has to be answered with. */
export type Delivery = {
  /** Null where nothing of it may be written down. */
  readonly id: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly status: number
}

/** What the bench signs with. */
export const benchSecret = 'a-secret-of-the-bench'

/** Number of the repository that the service is configured for. */
export const benchRepository = 186_853_002

type Push = { readonly repository?: { readonly id: number } }
const all = examples as unknown as readonly { name: string; examples: readonly Push[] }[]

const push = all
  .find(({ name }) => name === 'push')
  ?.examples.find(({ repository }) => repository?.id === benchRepository)

const kinds = ['forged', 'malformed', 'too large', 'of another repository'] as const

/** The nth delivery: each tenth is bad, in four ways by turns; all others are pushes as GitHub sends them, no two the same. */
export const deliveryAt = (n: number): Delivery => {
  const id = randomUUID()
  const kind = n % 10 === 9 ? kinds[Math.floor(n / 10) % kinds.length] : undefined
  const payload = { ...push, ref: 'refs/heads/main', after: id.replaceAll('-', '').padEnd(40, '0') }
  if (kind === 'forged') return delivery(id, payload, { status: 401, secret: 'another' })
  if (kind === 'malformed') return delivery(id, '{"ref":', { status: 422 })
  if (kind === 'too large') return delivery(id, ' '.repeat(3 * 1024 * 1024), { status: 413 })
  if (kind === 'of another repository')
    return delivery(id, { ...payload, repository: { id: 1 } }, { status: 202 })
  return { ...delivery(id, payload, { status: 202 }), id }
}

const delivery = (
  id: string,
  payload: unknown,
  { status, secret = benchSecret }: { readonly status: number; readonly secret?: string },
): Delivery => {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  return {
    id: null,
    status,
    body,
    headers: {
      'content-type': 'application/json',
      'content-length': `${body.length}`,
      'x-github-event': 'push',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
    },
  }
}
