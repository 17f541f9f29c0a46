import type { DiffStats } from '../ingest/diff-stats.ts'
import type { Replay } from '../ingest/replay.ts'
import type { BlobTasks } from './blob-tasks.ts'

/** The difference of each new version of a replay from the one before, by version id. */
export const diffVersions = async (
  { versions }: Pick<Replay, 'versions'>,
  tasks: Pick<BlobTasks, 'compare'>,
): Promise<ReadonlyMap<string, DiffStats>> => {
  const stats = await tasks.compare(
    versions.map(({ version, before }) => ({ before, after: version.blob })),
  )
  return new Map(versions.map(({ version }, index) => [version.id, stats[index] ?? noDifference]))
}

const noDifference: DiffStats = { additions: 0, deletions: 0, modifications: 0 }
