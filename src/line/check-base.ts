import { ContentError } from '../errors.ts'
import type { ResolvedCommit } from '../source/repository.ts'
import { type CheckSources, checkCommit } from './check-content.ts'
import type { Findings } from './new-since.ts'

/**
 * What is wrong with the content at which two commits parted, checked now or kept from the last time.
 * @throws ContentError `REF` where they have no commit in common, `GIT_MISSING` where only one commit can be read
 */
export const checkBase = async (
  sources: CheckSources,
  since: ResolvedCommit,
  head: ResolvedCommit,
): Promise<Findings> => {
  const { repository, cache } = sources
  if (repository.history === null) throw historyNeeded()
  const commit = await repository.history.mergeBase(since.commit, head.commit)
  if (commit === null) throw nothingInCommon(since, head)
  const known = await cache.findingsOf(commit)
  if (known !== null) return known
  const findings = await checkCommit(sources, { commit, ref: null, warning: null })
  await cache.keepFindings(commit, findings)
  return findings
}

const nothingInCommon = (since: ResolvedCommit, head: ResolvedCommit): ContentError =>
  new ContentError(
    'REF',
    `Cannot compare: \`${since.commit.slice(0, 12)}\` and \`${head.commit.slice(0, 12)}\` have no commit in common.`,
    { hint: 'A shallow clone lacks older commits: fetch the whole history (`fetch-depth: 0`).' },
  )

const historyNeeded = (): ContentError =>
  new ContentError('GIT_MISSING', 'Cannot find where two commits parted without `git`.', {
    hint: 'Please install git (2.31 or later), or check without `--since`.',
  })
