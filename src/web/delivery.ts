import type { DeliveryRow } from '../database/deliveries.ts'
import type { RequestNews } from '../database/requests.ts'
import { sha256 } from '../identifier.ts'
import { githubNews, gitlabNews } from './request-news.ts'

/** What is delivered, with whether it asks for a look at the branch, and what it says of a request into it. */
export type Delivery = DeliveryRow & {
  readonly moves: boolean
  readonly request: RequestNews | null
}

/** What deliveries are to be about. */
export type Subject = {
  /** Number by which the host names the repository; null for none. */
  readonly repository: number | null
  readonly branch: string
}

/** A header by its name in lower case. */
export type HeaderOf = (name: string) => string | undefined

const githubEvents = new Set(['push', 'pull_request', 'pull_request_review', 'delete'])
const gitlabEvents = new Set(['Push Hook', 'Merge Request Hook', 'Note Hook'])

/**
 * A delivery of GitHub from its headers and the bytes that were signed. Nothing in them is believed but that they may be about our
 * repository, by its number. `ignored`: another repository, or nothing that we look at; `malformed`: no JSON object, or without its headers.
 */
export const githubDelivery = (
  header: HeaderOf,
  body: Uint8Array,
  subject: Subject,
): Delivery | 'ignored' | 'malformed' => {
  const [id, event] = [header('x-github-delivery'), header('x-github-event')]
  const read = readPayload(body)
  if (read === null || !isName(id) || !isName(event)) return 'malformed'
  const { payload, text } = read
  const { id: repository } = objectOf(payload.repository)
  if (!githubEvents.has(event) || !isOurs(repository, subject)) return 'ignored'
  const moves = event === 'push' && isMove(payload, subject)
  const isRequest = event === 'pull_request' || event === 'pull_request_review'
  const request = isRequest ? githubNews(payload, subject.branch) : null
  return { provider: 'github', id, event, payload: text, moves, request }
}

/** A delivery of GitLab, likewise. Servers older than 17.4 give it no id of its own; then it is known by its bytes. */
export const gitlabDelivery = (
  header: HeaderOf,
  body: Uint8Array,
  subject: Subject,
): Delivery | 'ignored' | 'malformed' => {
  const event = header('x-gitlab-event')
  const id = header('idempotency-key') ?? header('x-gitlab-event-uuid') ?? sha256(body)
  const read = readPayload(body)
  if (read === null || !isName(id) || !isName(event)) return 'malformed'
  const { payload, text } = read
  const { id: project = payload.project_id } = objectOf(payload.project)
  if (!gitlabEvents.has(event) || !isOurs(project, subject)) return 'ignored'
  const moves = event === 'Push Hook' && isMove(payload, subject)
  const now = new Date().toISOString()
  const isRequest = event === 'Merge Request Hook'
  const request = isRequest ? gitlabNews(payload, subject.branch, now) : null
  return { provider: 'gitlab', id, event, payload: text, moves, request }
}

type Payload = Readonly<Record<string, unknown>>

const objectOf = (value: unknown): Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : {}

const readPayload = (
  body: Uint8Array,
): { readonly payload: Payload; readonly text: string } | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    const payload: unknown = JSON.parse(text)
    const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload)
    return isObject ? { payload: payload as Payload, text } : null
  } catch {
    return null
  }
}

const isName = (value: string | undefined): value is string =>
  value !== undefined && /^[\x20-\x7e]{1,200}$/.test(value)

const isOurs = (id: unknown, { repository }: Subject): boolean =>
  repository !== null && id === repository

/** Whether it says that our branch leads elsewhere now. One that is gone takes nothing down. */
const isMove = ({ ref, after, deleted }: Payload, { branch }: Subject): boolean =>
  ref === `refs/heads/${branch}` &&
  deleted !== true &&
  !(typeof after === 'string' && /^0+$/.test(after))
