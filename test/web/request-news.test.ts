import examples from '@octokit/webhooks-examples' with { type: 'json' }
import { expect, it } from 'vitest'
import { githubNews, gitlabNews } from '../../src/web/request-news.ts'

// Its types say `module.exports`, which an import of JSON has none of.
const all = examples as unknown as readonly {
  readonly name: string
  readonly examples: readonly Readonly<Record<string, unknown>>[]
}[]
const payloadsOf = (event: string) => all.find(({ name }) => name === event)?.examples ?? []

it('what GitHub tells of requests and reviews is understood, of every action in its examples', () => {
  const told = [...payloadsOf('pull_request'), ...payloadsOf('pull_request_review')].map(
    (payload) => [payload.action, githubNews(payload, 'master')] as const,
  )
  expect(told.length).toBeGreaterThan(30)
  for (const [action, news] of told)
    expect([action, news]).toEqual([
      action,
      {
        provider: 'github',
        number: 2,
        state: action === 'closed' ? 'closed' : 'open',
        mergeCommit: null,
        toldAt: expect.stringMatching(/^20\d\d-.*Z$/),
        opinion:
          action === 'dismissed'
            ? {
                login: 'Codertocat',
                opinion: 'withdrawn',
                commit: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
                givenAt: '2019-05-15T15:20:38.000Z',
              }
            : null,
      },
    ])
})

it('a request into another branch is none of ours, and what lacks a part says nothing', () => {
  const [payload = {}] = payloadsOf('pull_request')
  expect(githubNews(payload, 'main')).toBe(null)
  for (const broken of [{}, { pull_request: null }, { pull_request: [] }])
    expect(githubNews(broken, 'master')).toBe(null)
  const commit = 'a'.repeat(40)
  const request = { number: 1, base: { ref: 'main' }, updated_at: '2026-05-01T00:00:00Z' }
  const review = { state: 'APPROVED', submitted_at: request.updated_at, commit_id: commit }
  const opinionOf = (changed: object) =>
    githubNews(
      { pull_request: request, review: { ...review, user: { login: 'max' }, ...changed } },
      'main',
    )?.opinion ?? null
  expect(opinionOf({})).toMatchObject({ login: 'max', opinion: 'approved', commit })
  for (const broken of [
    { user: null },
    { user: { login: 'max\u0000' } },
    { commit_id: '--upload-pack=x' },
    { submitted_at: null },
    { state: { toString: 'x' } },
    { state: 'pending' },
  ])
    expect(opinionOf(broken)).toBe(null)
  for (const number of [0, -1, 1.5, 2 ** 31, '1', null])
    expect(githubNews({ pull_request: { ...request, number } }, 'main')).toBe(null)
})

it('what GitLab tells of requests is understood, but for approvals that a push has taken back', () => {
  const now = '2026-05-02T00:00:00.000Z'
  const commit = 'b'.repeat(40)
  const read = (attributes: object, user: object = { username: 'max' }) =>
    gitlabNews(
      {
        user,
        object_attributes: {
          iid: 4,
          target_branch: 'main',
          last_commit: { id: commit },
          ...attributes,
        },
      },
      'main',
      now,
    )
  expect(
    read({ state: 'opened', action: 'approval', updated_at: '2026-05-01 10:00:00 UTC' }),
  ).toEqual({
    provider: 'gitlab',
    number: 4,
    state: 'open',
    mergeCommit: null,
    toldAt: '2026-05-01T10:00:00.000Z',
    opinion: { login: 'max', opinion: 'approved', commit, givenAt: now },
  })
  expect(read({ action: 'unapproved' })?.opinion?.opinion).toBe('withdrawn')
  expect(read({ action: 'unapproved', system: true })?.opinion).toBe(null)
  expect(read({ action: 'approved' }, {})?.opinion).toBe(null)
  expect(
    read({ state: 'merged', merge_commit_sha: null, squash_commit_sha: commit }),
  ).toMatchObject({
    state: 'merged',
    mergeCommit: commit,
    toldAt: now,
  })
  expect(read({ target_branch: 'drafts' })).toBe(null)
})
