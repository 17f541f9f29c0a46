import { classifier } from '../classify.ts'
import type { Config } from '../config.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { readCommits } from '../ingest/read-history.ts'
import type { HistoryCommit } from '../source/history.ts'
import { isMediaPath } from '../source/media-path.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { Repository, ResolvedCommit } from '../source/repository.ts'
import { emptyState } from '../state.ts'
import { gather } from './gather.ts'
import { openParsedBlobs } from './parsed-blobs.ts'
import { validateHead } from './validate-head.ts'

/** Checks all content of a commit, as if it were the first. */
export const checkCommit = async (
  repository: Repository,
  config: Config,
  target: ResolvedCommit,
): Promise<readonly Diagnostic[]> => {
  await using objects = repository.snapshots.openObjects()
  const asFirst: Config = { ...config, source: { ...config.source, history: 'head' } }
  return await check(
    repository,
    config,
    objects,
    await readCommits(repository, asFirst, null, target),
  )
}

/** Checks all content of the work tree, committed or not. */
export const checkWorkTree = async (
  repository: Repository,
  config: Config,
): Promise<readonly Diagnostic[]> => {
  const classify = classifier(config)
  const tree = await repository.snapshots.readWorkTree(
    (path) => classify(path).kind !== 'other' || isMediaPath(path),
  )
  const objects: ObjectReader = {
    read: tree.read,
    lookup: async () => null,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  return check(repository, config, objects, [{ ...uncommitted, changes: tree.changes }])
}

const uncommitted: Omit<HistoryCommit, 'changes'> = {
  commit: '',
  parents: [],
  author: { name: '', email: '' },
  date: '1970-01-01T00:00:00Z',
  subject: '',
  trailers: [],
}

const check = async (
  repository: Repository,
  config: Config,
  objects: ObjectReader,
  commits: readonly HistoryCommit[],
): Promise<readonly Diagnostic[]> => {
  const store = openParsedBlobs({ objects, config, database: null })
  const { replay, sources } = await gather(
    { repository, objects, config, store },
    emptyState,
    commits,
  )
  return validateHead({ replay, sources })
}
