import type { Database } from '../database/database.ts'
import { loadReleases } from '../database/releases.ts'
import { retainedReleases } from '../publish/retained-releases.ts'

/** The manifests of all releases that may have to be live again; `now` is ISO 8601, UTC. */
export const retainedRoots = async (
  database: Pick<Database, 'query'>,
  now: string,
): Promise<readonly string[]> =>
  retainedReleases(await loadReleases(database), now).map(({ rootKey }) => rootKey)
