import { diffArrays } from 'diff'

/** Lines by which one text differs from another; the seed's `diff_stats`. */
export type DiffStats = {
  readonly additions: number
  readonly deletions: number
  readonly modifications: number
}

// Myers' algorithm takes time by the number of differences; two texts this far apart are as good as
// unrelated, and are counted as wholly replaced.
const maxEditLength = 5_000

/**
 * Compares two texts by line. In each hunk, as many lines as were both removed and added count as
 * modified, the rest as added or deleted.
 */
export const diffStats = (before: string, after: string): DiffStats => {
  const [old, now] = [lines(before), lines(after)]
  const hunks = diffArrays(old, now, { maxEditLength }) ?? [
    { removed: true, added: false, count: old.length },
    { removed: false, added: true, count: now.length },
  ]
  const stats = { additions: 0, deletions: 0, modifications: 0 }
  let removed = 0
  let added = 0
  const closeHunk = (): void => {
    const modified = Math.min(removed, added)
    stats.modifications += modified
    stats.deletions += removed - modified
    stats.additions += added - modified
    removed = 0
    added = 0
  }
  for (const part of hunks) {
    if (part.removed) removed += part.count ?? 0
    else if (part.added) added += part.count ?? 0
    else closeHunk()
  }
  closeHunk()
  return stats
}

const lines = (text: string): string[] => {
  if (text === '') return []
  return text.replace(/\r?\n$/, '').split(/\r?\n/)
}
