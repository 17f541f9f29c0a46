/** The results of some work on each of many things, in their order; no more than `size` are worked on at once. */
export const inBatches = async <T, R>(
  all: readonly T[],
  size: number,
  run: (one: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = []
  for (let start = 0; start < all.length; start += size) {
    results.push(...(await Promise.all(all.slice(start, start + size).map(run))))
  }
  return results
}
