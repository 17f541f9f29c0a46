import type { Database } from '../database/database.ts'
import { loadReleases } from '../database/releases.ts'
import { retainedReleases } from '../publish/retained-releases.ts'

/**
 * The manifests of all releases that may have to be live again; `now` is ISO 8601, UTC. Where something was purged since, a
 * release that had it is made again from Git, and its manifest is among what is stored no more.
 */
export const retainedRoots = async (
  database: Pick<Database, 'query'>,
  stored: ReadonlySet<string>,
  now: string,
): Promise<readonly string[]> => {
  const releases = await loadReleases(database)
  const barrier = Math.max(0, ...releases.filter((one) => !one.reversible).map(sequenceOf))
  return retainedReleases(releases, now)
    .filter((release) => sequenceOf(release) >= barrier || stored.has(release.rootKey))
    .map(({ rootKey }) => rootKey)
}

const sequenceOf = ({ sequence }: { readonly sequence: number }): number => Number(sequence)
