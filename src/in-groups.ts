type Call<T, R> = {
  readonly one: T
  readonly resolve: (result: R) => void
  readonly reject: (error: unknown) => void
}

/**
 * A function of one thing, made of one that takes many at once: what is asked for while a call is under way makes up
 * the next one. `run` gives one result for each thing, in their order; where it fails, all of them have failed.
 */
export const inGroups = <T, R>(
  run: (all: readonly T[]) => Promise<readonly R[]>,
): ((one: T) => Promise<R>) => {
  let waiting: Call<T, R>[] = []
  let isRunning = false
  const runAll = async (): Promise<void> => {
    isRunning = true
    // What is asked for in the same turn belongs together.
    await Promise.resolve()
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        const results = await run(group.map(({ one }) => one))
        for (const [at, { resolve }] of group.entries()) resolve(results[at] as R)
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    isRunning = false
  }
  return (one) =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject })
      if (!isRunning) void runAll()
    })
}
