import { readLiveVersions } from '../database/verify-queries.ts'
import { ContentError } from '../errors.ts'
import { hasCommit } from '../source/has-commit.ts'
import { compareRows } from './compare-rows.ts'
import type { VerifyFinding, VerifySources } from './verify.ts'

/** What `verify` compares with Git: the commits that are published, the versions that are live, the rows made of them. */
export const compareWithGit = async (
  from: VerifySources,
  commits: { readonly released: string; readonly recorded: string },
  release: { readonly now: string; readonly pointed: boolean; readonly own: boolean },
): Promise<readonly VerifyFinding[]> => {
  const missing = await missingCommits(from, [commits.released, commits.recorded])
  if (missing.length > 0) return missing
  const versions = await strayVersions(from, commits.recorded)
  // Rows are those of the release; a run that was interrupted has recorded more. Without a pointer, nothing counts as live,
  // and a release that puts an earlier one back shows the rows of then.
  const comparable =
    versions.length === 0 && release.pointed && release.own && commits.released === commits.recorded
  return comparable ? await driftedRows(from, commits.recorded, release.now) : versions
}

const missingCommits = async (
  { repository }: VerifySources,
  commits: readonly string[],
): Promise<readonly VerifyFinding[]> => {
  const findings: VerifyFinding[] = []
  for (const commit of new Set(commits)) {
    if (!(await hasCommit(repository, commit)))
      findings.push({
        kind: 'commit',
        subject: commit,
        message: 'is published, but not in the repository',
      })
  }
  return findings
}

/** Live texts whose version is not recorded, or of a commit that the branch does not have. */
const strayVersions = async (
  { database, repository }: VerifySources,
  head: string,
): Promise<readonly VerifyFinding[]> => {
  const live = await readLiveVersions(database)
  const unseen = new Set(live.map(({ commit }) => commit))
  // In a shallow clone older commits are not at hand.
  if (repository.history === null || (await repository.isShallow())) {
    unseen.clear()
    unseen.add(null)
  } else {
    for await (const { commit } of repository.history.walkHistory({ from: null, to: head }))
      unseen.delete(commit)
  }
  return live
    .filter(({ commit }) => unseen.has(commit))
    .map(({ id, language, commit }) => ({
      kind: 'version',
      subject: `${id} [${language}]`,
      message:
        commit === null
          ? 'is live, but no such version is recorded'
          : `is live as of ${commit}, which is not in the history of the branch`,
    }))
}

const driftedRows = async (
  from: VerifySources,
  commit: string,
  now: string,
): Promise<readonly VerifyFinding[]> => {
  try {
    const drift = await compareRows(from, { commit, now })
    return drift.map(({ table, key, state, columns }) => ({
      kind: 'row',
      subject: `${table} ${key}`,
      message: {
        changed: `is not what Git says: ${columns.join(', ')}`,
        missing: 'is missing',
        stray: 'is of nothing that Git has',
      }[state],
    }))
  } catch (error) {
    if (!(error instanceof ContentError) || !/^(?:REFUSED|OVERTAKEN)$/.test(error.code)) throw error
    return [{ kind: 'row', subject: commit, message: `cannot be compared: ${error.message}` }]
  }
}
