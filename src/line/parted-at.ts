import { ContentError } from '../errors.ts'
import type { Repository, ResolvedCommit } from '../source/repository.ts'

/**
 * The commit at which two commits parted.
 * @throws ContentError `REF` where they have none in common, `GIT_MISSING` where only one commit can be read
 */
export const partedAt = async (
  { history }: Pick<Repository, 'history'>,
  since: ResolvedCommit,
  head: ResolvedCommit,
): Promise<string> => {
  if (history === null) throw historyNeeded()
  const commit = await history.mergeBase(since.commit, head.commit)
  if (commit === null) throw nothingInCommon(since, head)
  return commit
}

const nothingInCommon = (since: ResolvedCommit, head: ResolvedCommit): ContentError =>
  new ContentError(
    'REF',
    `Cannot compare: \`${since.commit.slice(0, 12)}\` and \`${head.commit.slice(0, 12)}\` have no commit in common.`,
    { hint: 'A shallow clone lacks older commits: fetch the whole history (`fetch-depth: 0`).' },
  )

const historyNeeded = (): ContentError =>
  new ContentError('GIT_MISSING', 'Cannot find where two commits parted without `git`.', {
    hint: 'Please install git (2.31 or later), or leave out `--since` or `--base`.',
  })
