import { classifier, type FileRole } from '../classify.ts'
import type { Config } from '../config.ts'
import { loadUnseenRequests, type UnseenRequest } from '../database/requests.ts'
import { noteReviews, type ReviewRow } from '../database/reviews.ts'
import type { FetchedRequest } from '../mirror/open-requests.ts'
import { openRepository } from '../open-repository.ts'
import type { Repository } from '../source/repository.ts'
import type { Workplace } from './workplace.ts'

/**
 * Works out anew, from their commits, what the requests change of which something was told; `branch` is the branch's head in the mirror.
 * Returns how many were looked at. One that cannot be fetched keeps none of the others waiting.
 * @throws AggregateError of what was thrown about single ones
 */
export const lookAtRequests = async (
  { config, connections, mirror, variables }: Workplace,
  branch: string,
): Promise<number> => {
  const unseen = await loadUnseenRequests(connections.database)
  const failures: unknown[] = []
  for (const request of unseen) {
    try {
      const approved = request.opinions.map(({ commit }) => commit)
      const fetched = await mirror.requests.fetchHead(request, approved)
      const from = {
        config,
        repository: () => openRequestsAt(mirror.requests.directory, variables),
      }
      const rows = fetched === null ? null : await reviewRows(from, request, fetched, branch)
      await noteReviews(connections.database, request, rows)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, failures.map((error) => describe(error)).join(' '))
  return unseen.length
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : `${error}`)

const openRequestsAt = (root: string, { PATH }: Workplace['variables']): Promise<Repository> =>
  openRepository({ root, source: { history: 'full' } }, PATH)

type RowSources = { readonly config: Config; readonly repository: () => Promise<Repository> }

/** The texts that a request changes since it parted from the branch; null where that cannot be told any more. */
const reviewRows = async (
  { config, repository: open }: RowSources,
  request: UnseenRequest,
  { head, missing }: FetchedRequest,
  branch: string,
): Promise<readonly ReviewRow[] | null> => {
  const repository = await open()
  const base = await partedBefore(repository, request, head, branch)
  if (base === null) return null
  const classify = classifier(config)
  await using objects = repository.snapshots.openObjects()
  const approvals = request.opinions.filter(
    ({ opinion, commit }) => opinion === 'approved' && !missing.has(commit),
  )
  const rows: ReviewRow[] = []
  for (const { path, newOid: blob } of await repository.snapshots.diffTrees(base, head)) {
    const text = textAt(config, classify, path)
    if (text === null) continue
    const reviewers: string[] = []
    for (const { login, commit } of approvals)
      if ((await objects.lookup(commit, path)) === blob) reviewers.push(login)
    rows.push({ ...text, path, blob, reviewers })
  }
  return rows
}

/**
 * Where a request parted from the branch. Of one that is merged: from the branch before that, since it has the request's commits afterwards;
 * null where no commit is named by which it came there, or none of the branch's.
 */
const partedBefore = async (
  { history, snapshots }: Repository,
  { state, mergeCommit }: UnseenRequest,
  head: string,
  branch: string,
): Promise<string | null> => {
  if (history === null) return null
  if (state !== 'merged') return await history.mergeBase(head, branch)
  if (mergeCommit === null || !(await history.lineOf(branch)).has(mergeCommit)) return null
  const [before] = (await snapshots.readCommit(mergeCommit)).parents
  return before === undefined ? null : await history.mergeBase(head, before)
}

const textAt = (
  { source }: Config,
  classify: (path: string) => FileRole,
  path: string,
): Pick<ReviewRow, 'itemPath' | 'slug' | 'language'> | null => {
  const role = classify(path)
  if (role.kind === 'item') return { itemPath: path, slug: role.slug, language: source.language }
  if (role.kind !== 'translation') return null
  const { language, sourcePath: itemPath } = role
  const of = classify(itemPath)
  return { itemPath, slug: of.kind === 'item' ? of.slug : itemPath, language }
}
