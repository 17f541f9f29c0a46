import type { Marked } from '../database/garbage.ts'

/** What a pass of `gc` does with objects that nothing refers to, each by its key. */
export type GarbagePlan = {
  /** Found for the first time. */
  readonly mark: readonly string[]
  /** Marked, and younger than the grace period. */
  readonly wait: readonly string[]
  readonly remove: readonly string[]
  /** Marked, but referred to again. */
  readonly unmark: readonly string[]
}

/**
 * Compares what nothing refers to now with what is marked. An object that is marked and not stored was removed by a run
 * that did not come to its end, which is done again. Pure.
 */
export const planGarbage = (
  {
    orphans,
    stored,
  }: { readonly orphans: readonly string[]; readonly stored: ReadonlySet<string> },
  marks: readonly Pick<Marked, 'key' | 'ripe'>[],
): GarbagePlan => {
  const marked = new Set(marks.map(({ key }) => key))
  const unreferred = new Set(orphans)
  const still = marks.filter(({ key }) => unreferred.has(key) || !stored.has(key))
  const keysOf = (some: typeof still): readonly string[] => some.map(({ key }) => key)
  return {
    mark: orphans.filter((key) => !marked.has(key)),
    wait: keysOf(still.filter(({ ripe }) => !ripe)),
    remove: keysOf(still.filter(({ ripe }) => ripe)),
    unmark: keysOf(marks.filter(({ key }) => stored.has(key) && !unreferred.has(key))),
  }
}
