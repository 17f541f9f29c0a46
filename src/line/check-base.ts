import type { ResolvedCommit } from '../source/repository.ts'
import { type CheckSources, checkCommit } from './check-content.ts'
import type { Findings } from './new-since.ts'
import { partedAt } from './parted-at.ts'

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
  const commit = await partedAt(repository, since, head)
  const known = await cache.findingsOf(commit)
  if (known !== null) return known
  const findings = await checkCommit(sources, { commit, ref: null, warning: null })
  await cache.keepFindings(commit, findings)
  return findings
}
