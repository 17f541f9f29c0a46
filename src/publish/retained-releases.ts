/** A release as retention looks at it. */
export type DatedRelease = {
  readonly sequence: number
  /** When it was made; ISO 8601, UTC. */
  readonly createdAt: string
}

const keptCount = 20
const keptDays = 90

/**
 * The releases whose objects and rows stay, newest first: the last 20, all of the last 90 days, and the one that was
 * live when these began. Whoever removes anything asks what these refer to.
 */
export const retainedReleases = <T extends DatedRelease>(
  releases: readonly T[],
  now: string,
): readonly T[] => {
  const oldest = Date.parse(now) - keptDays * 24 * 60 * 60 * 1000
  const newestFirst = releases.toSorted((a, b) => b.sequence - a.sequence)
  const recent = newestFirst.findLastIndex(({ createdAt }) => Date.parse(createdAt) >= oldest)
  // The one before the oldest recent release was still live within the 90 days.
  return newestFirst.slice(0, Math.max(keptCount, recent + 2))
}
