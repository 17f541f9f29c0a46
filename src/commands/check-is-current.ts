import type { Database } from '../database/database.ts'
import { readLastRelease } from '../database/last-release.ts'
import { ContentError } from '../errors.ts'
import { hasCommit } from '../source/has-commit.ts'
import type { Repository } from '../source/repository.ts'

/**
 * Sees that the repository has the newest commit that was published, before anything is decided: what is decided where it cannot be
 * carried out leaves everything as it is, and looks done. A mirror is behind where another worker has published last.
 * @throws ContentError `GIT`
 */
export const checkIsCurrent = async (repository: Repository, database: Database): Promise<void> => {
  const commit = (await readLastRelease(database))?.recordedCommit ?? null
  if (commit === null || (await hasCommit(repository, commit))) return
  throw new ContentError('GIT', `The repository here lacks what is published: ${commit}.`, {
    hint: 'Nothing was decided. Fetch, or run this where a worker has fetched it.',
  })
}
