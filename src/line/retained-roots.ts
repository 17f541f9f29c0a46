import type { Database } from '../database/database.ts'
import { loadReleases, type ReleaseRow } from '../database/releases.ts'
import { retainedReleases } from '../publish/retained-releases.ts'

/** The manifests of all releases that may have to be live again. */
export type RetainedRoots = {
  /** Going back to these takes their rows and objects as they are: newest first. */
  readonly whole: readonly ReleaseRow[]
  /** Going back to these makes them again from Git, which saves what is still there. */
  readonly remade: readonly ReleaseRow[]
}

/** Tells which releases may have to be live again; `now` is ISO 8601, UTC. */
export const retainedRoots = async (
  database: Pick<Database, 'query'>,
  now: string,
): Promise<RetainedRoots> => {
  const releases = await loadReleases(database)
  // Where something was purged since, or lost, the rows of a release are kept no more.
  const barrier = Math.max(0, ...releases.filter((one) => !one.reversible).map(sequenceOf))
  const retained = retainedReleases(releases, now)
  const isWhole = (release: ReleaseRow): boolean => sequenceOf(release) >= barrier
  return {
    whole: retained.filter(isWhole),
    remade: retained.filter((release) => !isWhole(release)),
  }
}

const sequenceOf = ({ sequence }: { readonly sequence: number }): number => Number(sequence)
