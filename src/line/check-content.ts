import { classifier } from '../classify.ts'
import type { Config } from '../config.ts'
import type { Diagnostic, LineOf } from '../diagnostic.ts'
import { readCommits } from '../ingest/read-history.ts'
import { isMediaPath } from '../source/media-path.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { Repository, ResolvedCommit } from '../source/repository.ts'
import { emptyState, type RecordedState } from '../state.ts'
import { type BlobTasks, blobTasks } from './blob-tasks.ts'
import { openBlobThreads } from './blob-threads.ts'
import { readFindingLines } from './finding-lines.ts'
import { type Commits, gather } from './gather.ts'
import { shapesByReading } from './parse-blob.ts'
import { openParsedBlobs } from './parsed-blobs.ts'
import { validateHead } from './validate-head.ts'

/** What a check came to. */
export type Checked = {
  /** In the order in which they are always shown. */
  readonly diagnostics: readonly Diagnostic[]
  /** Reads the lines that the diagnostics are about, as they were checked. */
  readonly readLines: () => Promise<LineOf>
}

/** Checks all content of a commit, as if it were the first. */
export const checkCommit = async (
  repository: Repository,
  config: Config,
  target: ResolvedCommit,
): Promise<Checked> => {
  await using objects = repository.snapshots.openObjects()
  const asFirst: Config = { ...config, source: { ...config.source, history: 'head' } }
  const shapes = shapesByReading(config)
  const here = blobTasks({ objects, shapes })
  await using tasks = openBlobThreads({ place: repository.place, shapes, objects }, here)
  const { diagnostics, tree } = await check(repository, config, objects, tasks, {
    walk: () => readCommits(repository, asFirst, null, target),
    to: target.commit,
  })
  const readLines = async (): Promise<LineOf> => {
    await using again = repository.snapshots.openObjects()
    return await readFindingLines(diagnostics, tree, again.read)
  }
  return { diagnostics, readLines }
}

/** Checks all content of the work tree, committed or not. */
export const checkWorkTree = async (repository: Repository, config: Config): Promise<Checked> => {
  const classify = classifier(config)
  const files = await repository.snapshots.readWorkTree(
    (path) => classify(path).kind !== 'other' || isMediaPath(path),
  )
  const objects: ObjectReader = {
    read: files.read,
    lookup: async () => null,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  const shapes = shapesByReading(config)
  await using tasks = openBlobThreads(
    { place: null, shapes, objects },
    blobTasks({ objects, shapes }),
  )
  const { diagnostics, tree } = await check(repository, config, objects, tasks, {
    walk: async function* () {
      yield { ...uncommitted, changes: files.changes }
    },
    to: uncommitted.commit,
  })
  return { diagnostics, readLines: () => readFindingLines(diagnostics, tree, files.read) }
}

const uncommitted = {
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
  tasks: BlobTasks,
  commits: Commits,
): Promise<{
  readonly diagnostics: readonly Diagnostic[]
  readonly tree: RecordedState['tree']
}> => {
  const store = openParsedBlobs({ objects, tasks, database: null })
  const from = { repository, objects, config, store }
  const gathered = await gather(from, emptyState, commits)
  return { diagnostics: validateHead(gathered), tree: gathered.replay.state.tree }
}
