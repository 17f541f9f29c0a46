import type { RequestNews } from '../database/requests.ts'
import { isObjectId } from '../source/reference.ts'

type Payload = Readonly<Record<string, unknown>>

const objectOf = (value: unknown): Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : {}

/**
 * What a `pull_request` or `pull_request_review` of GitHub says of a request into the branch; null for anything else.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request_review
 */
export const githubNews = (payload: Payload, branch: string): RequestNews | null => {
  const request = objectOf(payload.pull_request)
  const { number, state, merged_at: mergedAt, merge_commit_sha: commit } = request
  const toldAt = momentOf(request.updated_at)
  if (objectOf(request.base).ref !== branch || !isNumber(number) || toldAt === null) return null
  const isMerged = typeof mergedAt === 'string'
  return {
    provider: 'github',
    number,
    state: isMerged ? 'merged' : state === 'closed' ? 'closed' : 'open',
    // Of one that is open it is a commit that only tries whether it can be merged.
    mergeCommit: isMerged && isCommit(commit) ? commit : null,
    toldAt,
    opinion: githubOpinion(objectOf(payload.review)),
  }
}

const githubOpinions: Readonly<Record<string, Opinion>> = {
  approved: 'approved',
  changes_requested: 'rejected',
  dismissed: 'withdrawn',
}

// What is only commented on is neither approved nor sent back.
const githubOpinion = (review: Payload): RequestNews['opinion'] => {
  const opinion = githubOpinions[textOf(review.state).toLowerCase()]
  const givenAt = momentOf(review.submitted_at)
  const { login } = objectOf(review.user)
  const { commit_id: commit } = review
  if (opinion === undefined || givenAt === null || !isLogin(login) || !isCommit(commit)) return null
  return { login, opinion, commit, givenAt }
}

type Opinion = NonNullable<RequestNews['opinion']>['opinion']

const gitlabOpinions: Readonly<Record<string, Opinion>> = {
  approval: 'approved',
  approved: 'approved',
  unapproval: 'withdrawn',
  unapproved: 'withdrawn',
}

/**
 * What a `Merge Request Hook` of GitLab says of a request into the branch, which came `now` (ISO 8601, UTC); null for anything else.
 * Its approvals have no time of their own, so the last that came is the last.
 * https://docs.gitlab.com/user/project/integrations/webhook_events/#merge-request-events
 */
export const gitlabNews = (payload: Payload, branch: string, now: string): RequestNews | null => {
  const request = objectOf(payload.object_attributes)
  const { iid: number, state, action, merge_commit_sha: merge, squash_commit_sha: squash } = request
  if (request.target_branch !== branch || !isNumber(number)) return null
  const isMerged = state === 'merged'
  const mergeCommit = [merge, squash].find(isCommit) ?? null
  const { username: login } = objectOf(payload.user)
  const { id: commit } = objectOf(request.last_commit)
  const opinion = gitlabOpinions[textOf(action)]
  // Approvals that a push takes back are given up by nobody; whether the text is the one that was approved is told by its bytes.
  const isGiven = opinion !== undefined && payload.system !== true && request.system !== true
  return {
    provider: 'gitlab',
    number,
    state: isMerged ? 'merged' : state === 'closed' ? 'closed' : 'open',
    mergeCommit: isMerged ? mergeCommit : null,
    toldAt: momentOf(request.updated_at) ?? now,
    opinion:
      isGiven && isLogin(login) && isCommit(commit)
        ? { login, opinion, commit, givenAt: now }
        : null,
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 31

const isCommit = (value: unknown): value is string => typeof value === 'string' && isObjectId(value)

// Names of people at GitHub and GitLab, bots included.
const isLogin = (value: unknown): value is string =>
  typeof value === 'string' && /^[\w.[\]-]{1,255}$/.test(value)

/** GitLab writes `2013-12-03 17:23:34 UTC` too. */
const momentOf = (value: unknown): string | null => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}
