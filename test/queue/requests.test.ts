import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import examples from '@octokit/webhooks-examples' with { type: 'json' }
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openWorkplace } from '../../src/commands/open-workplace.ts'
import { loadDecisions } from '../../src/database/decisions.ts'
import { loadWaitingReviews } from '../../src/database/reviews.ts'
import { jobHandlers } from '../../src/queue/handlers.ts'
import type { JobKind, JobOutcome, Queue } from '../../src/queue/queue.ts'
import type { Workplace } from '../../src/queue/workplace.ts'
import { acceptDeliveries } from '../../src/web/accept-deliveries.ts'
import { type Delivery, githubDelivery, gitlabDelivery } from '../../src/web/delivery.ts'
import { openTestService, repositoryId, type TestService } from '../support/workplace.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const files = {
  'authors.yaml': `authors:
  - { id: 8c5eb83b-1f64-4f49-9a5d-c574a8327fa9, key: ines, name: Ines Vega, emails: [ines@example.org], github: ines-v }
  - { id: 1f64eb83-8c5e-4f49-9a5d-c574a8327fa9, key: max, name: Max Roth, emails: [max@example.org], github: maxr, gitlab: maxr }
`,
  'en/wind.md': '# Wind\n\nWatch the grass.\n\nReviewed.\n',
}
const rules = `collections:
  - { type: article, files: "en/{slug}.md", translations: "{language}/{slug}.md" }
authors: authors.yaml
review: { required: [{ by: [ines, max], approvals: 1 }] }
`

let service: TestService
let place: Workplace
const asked: string[] = []

beforeAll(async () => {
  service = await openTestService(files)
  const source = `version: 1
source: { languages: [en, es], remote: { url: "${service.server.url}", id: ${repositoryId} } }
`
  await writeFile(join(service.directory, 'hma-content.yaml'), source + rules)
  const terminal = { print: () => {}, note: () => {}, progress: () => {}, columns: null }
  const variables = { PATH: process.env.PATH, ...service.variables }
  const now = new Date().toISOString()
  place = await openWorkplace({ cwd: service.directory }, { terminal, variables, now })
  await run('publish')
})
afterAll(async () => {
  await place.connections.close()
  await service[Symbol.asyncDispose]()
})

// No other worker takes parts.
const queue: Pick<Queue, 'send' | 'share'> = {
  send: async (kind) => void asked.push(kind),
  share: async () => [],
}

const run = (kind: JobKind): Promise<JobOutcome> =>
  jobHandlers(place, queue)[kind](new AbortController().signal)

// Its types say `module.exports`, which an import of JSON has none of.
const payloads = examples as unknown as readonly {
  readonly name: string
  readonly examples: readonly (object & { readonly action: string })[]
}[]

/** A payload of GitHub's own, of an event and an action. */
const example = (name: string, action: string): object =>
  payloads.find((each) => each.name === name)?.examples.find((each) => each.action === action) ??
  expect.fail(`There is no example of ${name} ${action}`)

type Told = {
  readonly number: number
  readonly state?: 'open' | 'closed'
  readonly mergedAs?: string
  readonly base?: string
  /** Seconds after the first moment, by GitHub's clock. */
  readonly at: number
  readonly review?: { readonly login: string; readonly state: string; readonly commit: string }
}

const moment = (seconds: number): string =>
  new Date(Date.UTC(2026, 4, 1) + seconds * 1000).toISOString()

let deliveries = 0

/** Takes in what GitHub would deliver; its signature is tested elsewhere. */
const tell = async ({
  number,
  state = 'open',
  mergedAs,
  base = 'main',
  at,
  review,
}: Told): Promise<string> => {
  const event = review === undefined ? 'pull_request' : 'pull_request_review'
  const body = example(event, review === undefined ? 'opened' : 'submitted') as Record<
    string,
    object
  >
  const request = {
    number,
    state,
    updated_at: moment(at),
    merged_at: mergedAs === undefined ? null : moment(at),
    merge_commit_sha: mergedAs ?? 'f'.repeat(40),
  }
  const payload = {
    ...body,
    repository: { ...body.repository, id: repositoryId },
    pull_request: { ...body.pull_request, ...request, base: { ref: base } },
    ...(review === undefined
      ? {}
      : {
          review: {
            ...body.review,
            user: { login: review.login },
            state: review.state,
            commit_id: review.commit,
            submitted_at: moment(at),
          },
        }),
  }
  deliveries += 1
  const headers: Readonly<Record<string, string>> = {
    'x-github-delivery': `delivery-${deliveries}`,
    'x-github-event': event,
  }
  return await accept(
    githubDelivery((name) => headers[name], Buffer.from(JSON.stringify(payload)), subject),
  )
}

const subject = { repository: repositoryId, branch: 'main' }

const accept = async (delivery: Delivery | string): Promise<string> => {
  if (typeof delivery === 'string') return delivery
  const send = async (kind: JobKind): Promise<void> => void asked.push(kind)
  return await acceptDeliveries(place.connections.database, { send })(delivery)
}

/** Commits on a branch of its own what a request asks for, and pushes it where GitHub keeps it. */
const propose = async (
  number: number,
  text: Readonly<Record<string, string>>,
  from = 'main',
): Promise<string> => {
  await service.source.git('checkout', '--quiet', '-B', `request-${number}`, from)
  await service.source.write(text)
  const commit = await service.source.commit(`Request ${number}`)
  await service.source.git(
    'push',
    '--quiet',
    '--force',
    service.server.url,
    `HEAD:refs/pull/${number}/head`,
  )
  await service.source.git('checkout', '--quiet', 'main')
  return commit
}

const mergeInto = async (...args: readonly string[]): Promise<string> => {
  await service.source.git('merge', '--quiet', ...args)
  await service.source.git('push', '--quiet', service.server.url, 'main')
  return await service.source.git('rev-parse', 'HEAD')
}

const waiting = () => loadWaitingReviews(place.connections.database)

const versions = `(select id, file_path as path, git_commit_hash as commit from versions.content_versions
  union all select id, path, git_commit_hash from pipeline.translation_versions) as version`

const liveRows = () =>
  place.connections.database.query(
    `select path, commit from pipeline.live join ${versions} on version.id = version_id order by path`,
  )

const live = async (): Promise<unknown> => (await liveRows()).map(({ path }) => path)

/** Path of each live text → the commit of the version that is shown. */
const shown = async (): Promise<Readonly<Record<string, unknown>>> =>
  Object.fromEntries((await liveRows()).map(({ path, commit }) => [path, commit]))

const decisions = async () => {
  const { database } = place.connections
  const paths = new Map(
    (await database.query(`select id, path from ${versions}`)).map(({ id, path }) => [id, path]),
  )
  const all = await loadDecisions(database)
  const judged = all.flatMap((decision) => (decision.kind === 'approve' ? [decision] : []))
  return {
    taken: judged.map(({ by, version }) => `${by} ${paths.get(version)}`),
    rest: judged,
  }
}

/** Takes in what GitLab would deliver, by its documents. */
const tellGitlab = async (username: string, attributes: object): Promise<void> => {
  deliveries += 1
  const payload = {
    object_kind: 'merge_request',
    event_type: 'merge_request',
    user: { id: 1, name: username, username, email: '[REDACTED]' },
    project: { id: repositoryId, path_with_namespace: 'academy/content', default_branch: 'main' },
    object_attributes: { id: 99, updated_at: '2026-05-01 00:00:00 UTC', ...attributes },
  }
  const headers: Readonly<Record<string, string>> = {
    'idempotency-key': `delivery-${deliveries}`,
    'x-gitlab-event': 'Merge Request Hook',
  }
  await accept(
    gitlabDelivery((name) => headers[name], Buffer.from(JSON.stringify(payload)), subject),
  )
}

describe('requests', () => {
  it('are noted with the texts that they change, by their commits alone, and by the last word of their host', async () => {
    const head = await propose(7, {
      'en/wind.md': '# Wind\n\nWatch the leaves.\n',
      'en/dusk.md': '# Dusk\n',
      'es/dusk.md': '# Crepúsculo\n',
      'README.md': 'No text of ours.\n',
    })
    expect(await tell({ number: 7, at: 5 })).toBe('accepted')
    // An older word, as of a request that was closed and opened again, comes late.
    await tell({ number: 7, at: 3, state: 'closed' })
    await tell({ number: 8, at: 5, base: 'drafts' })
    await tell({ number: 7, at: 6, review: { login: 'Ines-V', state: 'approved', commit: head } })
    await tell({ number: 7, at: 7, review: { login: 'maxr', state: 'commented', commit: head } })
    expect(new Set(asked)).toEqual(new Set(['requests']))
    // As a worker leaves it that is killed between that and noting what it found.
    await place.mirror.requests.fetchHead({ provider: 'github', number: 7 }, [head])
    expect(await run('requests')).toEqual({ requests: 1, approvals: 0 })
    const reviewers = ['Ines-V']
    const item = expect.any(String)
    expect(await waiting()).toMatchObject([
      { number: 7, path: 'en/dusk.md', slug: 'dusk', language: 'en', item: null, reviewers },
      { number: 7, path: 'en/wind.md', slug: 'wind', language: 'en', item, reviewers },
      { number: 7, path: 'es/dusk.md', slug: 'dusk', language: 'es', item: null, reviewers },
    ])
    expect(await run('requests')).toEqual({})
  })

  it('lose approvals of texts that were changed after them, and keep those of others', async () => {
    await propose(7, { 'en/wind.md': '# Wind\n\nWatch the clouds.\n' }, 'request-7')
    await tell({ number: 7, at: 8 })
    await run('requests')
    expect((await waiting()).map(({ path, reviewers }) => [path, reviewers])).toEqual([
      ['en/dusk.md', ['Ines-V']],
      ['en/wind.md', []],
      ['es/dusk.md', ['Ines-V']],
    ])
  })

  it('make decisions of their approvals once they are merged, and what needs them is live', async () => {
    const head = await service.source.git('rev-parse', 'request-7')
    expect(await live()).toEqual([])
    for (const login of ['stranger', 'maxr'])
      await tell({ number: 7, at: 9, review: { login, state: 'approved', commit: head } })
    const commit = await mergeInto('--no-ff', '-m', 'Merge request 7', 'request-7')
    expect(await run('publish')).toMatchObject({ commit, approvals: 0 })
    expect(await live()).toEqual([])
    await tell({ number: 7, at: 10, state: 'closed', mergedAs: commit })
    expect(await run('requests')).toEqual({ requests: 1, approvals: 8 })
    expect(await run('publish')).toMatchObject({ release: 3, approvals: 5 })
    expect(await live()).toEqual(['en/dusk.md', 'en/wind.md', 'es/dusk.md'])
    const { taken, rest } = await decisions()
    expect(taken).toEqual([
      ...['en/dusk.md', 'es/dusk.md'].map((path) => `Ines Vega <ines@example.org> ${path}`),
      ...['en/dusk.md', 'en/wind.md', 'es/dusk.md'].map(
        (path) => `Max Roth <max@example.org> ${path}`,
      ),
    ])
    expect(rest.at(-1)).toMatchObject({
      kind: 'approve',
      at: '2026-05-01T00:00:09Z',
      reason: `Approved in request 7, at ${head.slice(0, 12)}.`,
      request: { provider: 'github', number: 7, commit: head },
    })
    expect(await waiting()).toEqual([])
    expect(await run('publish')).toMatchObject({ release: null, approvals: 0 })
  })

  it('approve what was squashed too, though the text has gone on since, and not what a merge made of it', async () => {
    const squashed = await propose(9, { 'en/wind.md': '# Wind\n\nWatch the birds.\n' })
    const mixed = await propose(10, { 'en/dusk.md': '# Dusk\n\nListen.\n' })
    for (const [number, commit] of [
      [9, squashed],
      [10, mixed],
    ] as const)
      await tell({ number, at: 20, review: { login: 'maxr', state: 'approved', commit } })
    await service.source.git('merge', '--quiet', '--squash', 'request-9')
    const first = await service.push('Squash request 9')
    await service.source.git('merge', '--quiet', '--no-commit', '--no-ff', 'request-10')
    await service.source.write({ 'en/dusk.md': '# Dusk\n\nListen, and wait.\n' })
    const second = await service.push('Merge request 10')
    await service.source.write({ 'en/wind.md': '# Wind\n\nWatch the ants.\n' })
    await service.push('Change wind by hand')
    await tell({ number: 9, at: 21, state: 'closed', mergedAs: first })
    await tell({ number: 10, at: 21, state: 'closed', mergedAs: second })
    await run('publish')
    const before = await shown()
    expect(await run('requests')).toMatchObject({ requests: 2, approvals: 1 })
    expect(await run('publish')).toMatchObject({ approvals: 1 })
    expect(await shown()).toEqual({ ...before, 'en/wind.md': first })
  })

  it('take back what a reviewer takes back, and end where they are closed', async () => {
    const head = await propose(11, { 'en/wind.md': '# Wind\n\nWatch the bees.\n' })
    await tell({ number: 11, at: 30, review: { login: 'maxr', state: 'approved', commit: head } })
    // GitHub tells of a dismissal with the moment at which the review was given.
    await tell({ number: 11, at: 30, review: { login: 'maxr', state: 'dismissed', commit: head } })
    await tell({ number: 11, at: 30, review: { login: 'maxr', state: 'approved', commit: head } })
    await tell({ number: 11, at: 31, review: { login: 'ines-v', state: 'approved', commit: head } })
    await tell({
      number: 11,
      at: 32,
      review: { login: 'ines-v', state: 'changes_requested', commit: head },
    })
    await run('requests')
    expect(await waiting()).toMatchObject([{ number: 11, path: 'en/wind.md', reviewers: [] }])
    await tell({ number: 11, at: 33, state: 'closed' })
    // Its commits may be gone from the host by then.
    await service.source.git('push', '--quiet', service.server.url, ':refs/pull/11/head')
    expect(await run('requests')).toEqual({ requests: 1, approvals: 0 })
    expect(await waiting()).toEqual([])
    const { database } = place.connections
    await database.query(
      "update pipeline.requests set noted_at = now() - interval '181 days' where number = 11",
    )
    await run('gc')
    expect(await database.query('select number from pipeline.reviews where number = 11')).toEqual(
      [],
    )
  })

  it('wait for nothing but themselves where one cannot be fetched, and are fetched again', async () => {
    await propose(12, { 'en/wind.md': '# Wind\n\nWatch the foxes.\n' })
    await propose(13, { 'en/wind.md': '# Wind\n\nWatch the crows.\n' })
    for (const number of [12, 13]) await tell({ number, at: 40 })
    // The first asks about the branch.
    let requests = 0
    service.server.next((_, response) => {
      requests += 1
      if (requests < 3) return false
      response.writeHead(500).end()
      return true
    })
    await expect(run('requests')).rejects.toThrow('Cannot fetch the repository')
    expect((await waiting()).map(({ number }) => number)).toEqual([13])
    expect(await run('requests')).toEqual({ requests: 1, approvals: 0 })
    expect((await waiting()).map(({ number }) => number)).toEqual([12, 13])
  })

  it('of GitLab are understood likewise', async () => {
    const head = await propose(14, { 'en/dusk.md': '# Dusk\n\nWait.\n' })
    await service.source.git(
      'push',
      '--quiet',
      service.server.url,
      `${head}:refs/merge-requests/3/head`,
    )
    const commit = await mergeInto('--no-ff', '-m', 'Merge !3', 'request-14')
    const attributes = { iid: 3, target_branch: 'main', last_commit: { id: head } }
    await tellGitlab('maxr', { ...attributes, state: 'opened', action: 'approved' })
    await tellGitlab('ines', {
      ...attributes,
      state: 'merged',
      action: 'merge',
      merge_commit_sha: commit,
    })
    // What is not recorded yet is approved by the publish that records it.
    expect(await run('requests')).toEqual({ requests: 1, approvals: 0 })
    expect(await run('publish')).toMatchObject({ commit, approvals: 1 })
    expect(await shown()).toMatchObject({ 'en/dusk.md': commit })
  })
})
