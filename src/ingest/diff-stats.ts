import { createRequire } from 'node:module'

// Its types are those of its CommonJS half alone.
const { default: diffSequence } = createRequire(import.meta.url)(
  '@jest/diff-sequences',
) as typeof import('@jest/diff-sequences')

/** Lines by which one text differs from another; the seed's `diff_stats`. */
export type DiffStats = {
  readonly additions: number
  readonly deletions: number
  readonly modifications: number
}

/**
 * Compares two texts by line. In each hunk, as many lines as were both removed and added count as
 * modified, the rest as added or deleted.
 */
export const diffStats = (before: string, after: string): DiffStats => {
  const [old, now] = withoutSameEnds(lines(before), lines(after))
  const stats = { additions: 0, deletions: 0, modifications: 0 }
  let [oldStart, nowStart] = [0, 0]
  const countHunk = (oldEnd: number, nowEnd: number): void => {
    const [removed, added] = [oldEnd - oldStart, nowEnd - nowStart]
    const modified = Math.min(removed, added)
    stats.modifications += modified
    stats.deletions += removed - modified
    stats.additions += added - modified
    oldStart = oldEnd + 1
    nowStart = nowEnd + 1
  }
  for (const { inOld, inNow } of commonLines(old, now)) countHunk(inOld, inNow)
  countHunk(old.length, now.length)
  return stats
}

const lines = (text: string): Lines =>
  text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/)

type Lines = readonly string[]

/** Most edits change a few lines in the midst of a text. */
const withoutSameEnds = (old: Lines, now: Lines): readonly [Lines, Lines] => {
  const most = Math.min(old.length, now.length)
  let start = 0
  while (start < most && old[start] === now[start]) start += 1
  let end = 0
  while (end < most - start && old.at(-1 - end) === now.at(-1 - end)) end += 1
  return [old.slice(start, old.length - end), now.slice(start, now.length - end)]
}

type CommonLine = { readonly inOld: number; readonly inNow: number }

/** As many lines as two texts can be said to have in common, in their order. */
const commonLines = (old: Lines, now: Lines): readonly CommonLine[] => {
  // A line that the other text has nowhere is no part of the search, and numbers are compared faster than lines.
  const numbers = new Map(old.map((line, place) => [line, place]))
  const shared = new Set<number>()
  for (const line of now) {
    const number = numbers.get(line)
    if (number !== undefined) shared.add(number)
  }
  const ofOld = sharedLines(old, numbers, shared)
  const ofNow = sharedLines(now, numbers, shared)
  const common: CommonLine[] = []
  let comparisons = 0
  const isCommon = (inOld: number, inNow: number): boolean => {
    comparisons += 1
    if (comparisons > mostComparisons) throw tooFarApart
    return ofOld.numbers[inOld] === ofNow.numbers[inNow]
  }
  const take = (count: number, inOld: number, inNow: number): void => {
    for (let at = 0; at < count; at += 1)
      common.push({
        inOld: ofOld.places[inOld + at] ?? 0,
        inNow: ofNow.places[inNow + at] ?? 0,
      })
  }
  try {
    diffSequence(ofOld.places.length, ofNow.places.length, isCommon, take)
    return common
  } catch (error) {
    if (error === tooFarApart) return []
    throw error
  }
}

// Myers' algorithm takes time by the square of the number of differences. Two texts of the same lines in wholly other
// places are as good as unrelated, and are counted as wholly replaced.
const mostComparisons = 20_000_000
const tooFarApart = new Error('The texts are too far apart.')

/** The lines of a text that both texts have: the number of each, and its place. */
const sharedLines = (
  all: Lines,
  numbers: ReadonlyMap<string, number>,
  shared: ReadonlySet<number>,
): { readonly numbers: readonly number[]; readonly places: readonly number[] } => {
  const found = { numbers: [] as number[], places: [] as number[] }
  for (let place = 0; place < all.length; place += 1) {
    const number = numbers.get(all[place] ?? '')
    if (number === undefined || !shared.has(number)) continue
    found.numbers.push(number)
    found.places.push(place)
  }
  return found
}
