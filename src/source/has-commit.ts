import { ContentError } from '../errors.ts'
import type { Repository } from './repository.ts'

/** Whether a repository has a commit, by its whole id. A clone or a mirror that is behind has not. */
export const hasCommit = async (
  repository: Pick<Repository, 'resolve'>,
  commit: string,
): Promise<boolean> => {
  try {
    // Of a commit that is named the branch is not looked at.
    await repository.resolve({ branch: 'main', commit })
    return true
  } catch (error) {
    if (error instanceof ContentError && error.code === 'REF') return false
    throw error
  }
}
