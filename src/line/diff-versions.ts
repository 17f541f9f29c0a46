import type { DiffStats } from '../ingest/diff-stats.ts'
import type { Replay } from '../ingest/replay.ts'
import type { BlobTasks } from './blob-tasks.ts'

/** The difference of each new version of a replay from the one before, by version id. */
export const diffVersions = async (
  { versions }: Pick<Replay, 'versions'>,
  tasks: Pick<BlobTasks, 'compare'>,
): Promise<ReadonlyMap<string, DiffStats>> => {
  const stats = new Map<string, DiffStats>()
  const later = versions.filter(({ before }) => before !== null)
  for (const { version, before, length } of versions) {
    // A first version is new line by line, which takes no look at its text.
    if (before === null)
      stats.set(version.id, { additions: length, deletions: 0, modifications: 0 })
  }
  const compared = await tasks.compare(
    later.map(({ version, before }) => ({ before, after: version.blob })),
  )
  for (const [index, difference] of compared.entries()) {
    const id = later[index]?.version.id
    if (id !== undefined) stats.set(id, difference)
  }
  return stats
}
