import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { ContentError } from './errors.ts'
import { gitEnvironment } from './source/git.ts'
import { openNativeRepository } from './source/native-repository.ts'
import type { Repository } from './source/repository.ts'

/** Where the service keeps its copy of the repository. */
export const mirrorDirectory = ({ stateDirectory }: Pick<Config, 'stateDirectory'>): string =>
  join(stateDirectory, 'mirror.git')

/** Whether the repository is an operator's mirror, outside of any clone, which no worker has fetched yet. */
export const isToBeFetched = (place: RepositoryPlace): boolean => {
  const mirror = mirrorOf(place)
  return mirror !== null && !existsSync(join(mirror, 'HEAD'))
}

/** Where the mirror lies of what the configuration names; null where it stands in a clone. */
const mirrorOf = ({ root, remote = null, stateDirectory }: RepositoryPlace): string | null => {
  const isClone = ['.git', 'HEAD'].some((name) => existsSync(join(root, name)))
  if (isClone || remote === null || stateDirectory === undefined) return null
  return mirrorDirectory({ stateDirectory })
}

const repositoryDirectory = (place: RepositoryPlace): string => {
  const mirror = mirrorOf(place)
  if (!isToBeFetched(place)) return mirror ?? place.root
  throw new ContentError('GIT', `There is no copy of the repository in \`${mirror}\` yet.`, {
    hint: 'A worker fetches it: `hma-content work`. Or run this in a clone of the repository.',
  })
}

type RepositoryPlace = Partial<Pick<Config, 'remote' | 'stateDirectory'>> & {
  readonly root: string
  readonly source: Pick<Config['source'], 'history'>
}

/**
 * The repository, read through the `git` found on `path`. Where there is no such program and one
 * commit is enough (`history: head`), isomorphic-git reads it.
 * @throws ContentError `GIT`, `CONFIG` where it is no repository or not its top; `GIT_MISSING` where only `git` will do
 */
export const openRepository = async (
  place: RepositoryPlace,
  path: string | undefined,
): Promise<Repository> => {
  const root = repositoryDirectory(place)
  try {
    return await openNativeRepository(root, gitEnvironment(path))
  } catch (error) {
    if (!(error instanceof ContentError) || error.code !== 'GIT_MISSING') throw error
    if (place.source.history !== 'head') throw historyNeedsGit(error)
    // Loaded here, since hardly any machine is without Git.
    const { openIsomorphicRepository } = await import('./source/isomorphic-repository.ts')
    return await openIsomorphicRepository(root)
  }
}

const historyNeedsGit = (cause: ContentError): ContentError =>
  new ContentError('GIT_MISSING', cause.message, {
    hint: 'Please install git (2.31 or later) and see that it is on the PATH, or set `source.history: head`, which needs the newest commit only.',
    cause,
  })
