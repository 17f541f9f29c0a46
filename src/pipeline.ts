import type { Config } from './config.ts'
import type { BlobStore } from './ingest/read-blobs.ts'
import { readCommits } from './ingest/read-history.ts'
import { blobTasks } from './line/blob-tasks.ts'
import { type BlobThreads, openBlobThreads } from './line/blob-threads.ts'
import { type Gathered, gather } from './line/gather.ts'
import { obey, type Past } from './line/obey.ts'
import { shapesByReading } from './line/parse-blob.ts'
import { keptInDatabase, openParsedBlobs } from './line/parsed-blobs.ts'
import { type Plan, plan, type Recorded } from './line/plan.ts'
import { openRecorded, type Published, type RunMode, type Trust } from './line/recorded.ts'
import type { Stages } from './line/stages.ts'
import { validateHead } from './line/validate-head.ts'
import type { RenditionUse } from './media/publish-image.ts'
import type { ObjectReader } from './source/objects.ts'
import type { Repository, ResolvedCommit } from './source/repository.ts'

/** What the line from a commit to a plan needs. */
export type LineInput = {
  readonly repository: Repository
  readonly config: Config
  /** Null where nothing was ever published. */
  readonly published: Published | null
  readonly target: ResolvedCommit
  readonly mode: RunMode
  readonly trust: Trust
  readonly renditions: RenditionUse
  /** Where the commit is looked at as of an earlier moment. */
  readonly past?: Past
  /** ISO 8601, UTC. */
  readonly now: string
  readonly stages: Stages
}

/** A plan with what applying it needs. */
export type PlannedRun = {
  readonly plan: Plan
  readonly recorded: Recorded
  readonly gathered: Gathered
  readonly store: BlobStore
  readonly objects: ObjectReader
  readonly tasks: BlobThreads
  readonly rootCommit: string
}

/**
 * The line: commit → read → parse → validate → plan. Commits are walked, not held. What is recorded enters at its left end as a
 * value; nothing is changed anywhere. Hands the plan to `use`, which may apply it.
 */
export const runLine = async <T>(
  input: LineInput,
  use: (run: PlannedRun) => Promise<T>,
): Promise<T> => {
  const { repository, config, published, target, mode, trust, renditions, now, stages } = input
  await using objects = repository.snapshots.openObjects()
  const shapes = shapesByReading(config)
  await using tasks = openBlobThreads(
    { place: repository.place, shapes, outside: repository.place === null ? objects : null },
    blobTasks({ objects, shapes }),
  )
  const { recorded, rootCommit } = await stages.run('read', async () => ({
    recorded: await openRecorded({ repository, config, published, target, mode, trust }),
    rootCommit: await repository.rootCommit(target.commit),
  }))
  const commits = {
    walk: () => readCommits(repository, config, { recorded: recorded.state.commit, target }),
    to: target.commit,
  }
  const store = openParsedBlobs({
    objects,
    tasks,
    // Another interpretation may understand the same bytes otherwise.
    kept: published === null || mode === 'rebuild' ? null : keptInDatabase(published.database),
  })
  const gathered = await stages.run('parse', () =>
    gather({ repository, objects, config, store }, recorded.state, commits),
  )
  const obeyed = await stages.run('parse', () =>
    obey(
      { objects, store, repository, config, database: published?.database ?? null },
      recorded,
      gathered.replay,
      input.past ?? null,
    ),
  )
  const diagnostics = await stages.run('validate', () => validateHead(gathered))
  const planned = await stages.run('plan', () =>
    plan({ ...gathered, recorded, obeyed, config, diagnostics, renditions, now }),
  )
  return await use({ plan: planned, recorded, gathered, store, objects, tasks, rootCommit })
}
