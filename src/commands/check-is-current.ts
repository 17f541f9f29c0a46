import type { Database } from '../database/database.ts'
import { readLastRelease } from '../database/last-release.ts'
import { checkRecordedIsHere } from '../ingest/check-descent.ts'
import type { Repository } from '../source/repository.ts'

/**
 * Sees that the repository has the newest commit that was published, before anything is decided: what is decided where it cannot be
 * carried out leaves everything as it is, and looks done. A mirror is behind where another worker has published last.
 * @throws ContentError `REFUSED`
 */
export const checkIsCurrent = async (repository: Repository, database: Database): Promise<void> => {
  const commit = (await readLastRelease(database))?.recordedCommit ?? null
  if (commit !== null) await checkRecordedIsHere(repository, commit)
}
