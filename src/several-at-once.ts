/**
 * The results of some work on each of many things, in their order; no more than `size` are worked on at once. After a
 * failure nothing more is begun, and it is thrown when nothing is under way any more.
 */
export const severalAtOnce = async <T, R>(
  all: readonly T[],
  size: number,
  run: (one: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = []
  // All workers take from it. A loop that ends by a throw closes a generator, which ends the other loops.
  const waiting = entriesOf(all)
  const work = async (): Promise<void> => {
    for (const [at, one] of waiting) results[at] = await run(one)
  }
  const workers = Array.from({ length: Math.min(size, all.length) }, work)
  try {
    await Promise.all(workers)
    return results
  } finally {
    await Promise.allSettled(workers)
  }
}

const entriesOf = function* <T>(all: readonly T[]): Generator<[number, T]> {
  yield* all.entries()
}
