import { classifier } from '../classify.ts'
import type { Config } from '../config.ts'
import { type LineOf, sortDiagnostics } from '../diagnostic.ts'
import { readCommits } from '../ingest/read-history.ts'
import type { Change } from '../source/change.ts'
import { isMediaPath } from '../source/media-path.ts'
import type { ObjectReader } from '../source/objects.ts'
import type { Repository, ResolvedCommit } from '../source/repository.ts'
import type { WorkTree } from '../source/work-tree.ts'
import { emptyState } from '../state.ts'
import { blobTasks } from './blob-tasks.ts'
import { openBlobThreads } from './blob-threads.ts'
import type { CheckCache } from './check-cache.ts'
import { readFindingLines } from './finding-lines.ts'
import { type Commits, gather } from './gather.ts'
import type { Findings } from './new-since.ts'
import { shapesByReading } from './parse-blob.ts'
import { openParsedBlobs } from './parsed-blobs.ts'
import { termDiagnostics } from './translation-terms.ts'
import { validateHead } from './validate-head.ts'

/** What a check came to. */
export type Checked = Findings & {
  /** Reads the lines that the diagnostics are about, as they were checked. */
  readonly readLines: () => Promise<LineOf>
}

/** What content is checked with. */
export type CheckSources = {
  readonly repository: Repository
  readonly config: Config
  readonly cache: CheckCache
}

/** Checks all content of a commit, as if it were the first. */
export const checkCommit = (sources: CheckSources, target: ResolvedCommit): Promise<Checked> => {
  const { repository, config } = sources
  const asFirst: Config = { ...config, source: { ...config.source, history: 'head' } }
  return check(sources, null, {
    walk: () => readCommits(repository, asFirst, { recorded: null, target }),
    to: target.commit,
  })
}

/** Checks all content of the work tree, committed or not. */
export const checkWorkTree = async (sources: CheckSources): Promise<Checked> =>
  checkFiles(sources, await readContentTree(sources))

/** The files of the work tree, with those that a check reads. */
export const readContentTree = ({
  repository,
  config,
}: Pick<CheckSources, 'repository' | 'config'>): Promise<WorkTree> => {
  const classify = classifier(config)
  return repository.snapshots.readWorkTree(
    (path) => classify(path).kind !== 'other' || isMediaPath(path),
  )
}

/** Checks all content of a work tree as it was read. */
export const checkFiles = (sources: CheckSources, files: WorkTree): Promise<Checked> =>
  check(sources, files, inOneCommit(files.changes))

/** The files of a work tree as if one commit, which is none yet, had added them all. */
export const inOneCommit = (changes: readonly Change[]): Commits => {
  const commit = {
    commit: '',
    parents: [],
    author: { name: '', email: '' },
    date: '1970-01-01T00:00:00Z',
    subject: '',
    trailers: [],
    changes,
  }
  return {
    walk: async function* () {
      yield commit
    },
    to: commit.commit,
  }
}

const check = async (
  { repository, config, cache }: CheckSources,
  files: WorkTree | null,
  commits: Commits,
): Promise<Checked> => {
  await using objects = openContent(repository, files)
  const shapes = shapesByReading(config)
  const { place } = repository
  const outside = place === null ? objects : files
  await using tasks = openBlobThreads({ place, shapes, outside }, blobTasks({ objects, shapes }))
  const store = openParsedBlobs({ objects, tasks, kept: cache.load })
  const gathered = await gather({ repository, objects, config, store }, emptyState, commits)
  await cache.save(store.fresh())
  const diagnostics = sortDiagnostics([
    ...validateHead(gathered, files?.isInGit),
    ...(await termDiagnostics(gathered, objects)),
  ])
  const { tree } = gathered.replay.state
  const readLines = async (): Promise<LineOf> => {
    await using again = openContent(repository, files)
    return await readFindingLines(diagnostics, tree, again.read)
  }
  return { diagnostics, paths: new Set(tree.keys()), readLines }
}

/** Git's objects, and before them what lies in the work tree alone. */
export const openContent = ({ snapshots }: Repository, files: WorkTree | null): ObjectReader => {
  const objects = snapshots.openObjects()
  if (files === null) return objects
  return {
    ...objects,
    read: async (oid, limit) => {
      const found = await files.read(oid, limit)
      return found.kind === 'missing' ? objects.read(oid, limit) : found
    },
    // Before the work tree, which is checked as if it were the first commit, there is nothing.
    lookup: async () => null,
  }
}
