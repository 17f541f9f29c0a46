/** One measurement of one row. */
export type Sample = {
  /** What was done: `head`, `one lesson changed`. */
  readonly row: string
  /** With what: a database, or the name of another tool. */
  readonly where: string
  readonly seconds: number
  readonly peakBytes: number | null
  readonly stages: Readonly<Record<string, number>> | null
  /** How many files or versions it came to, for a check and for rates. */
  readonly count: string
}

/** All samples of one row in one place. */
export type Row = {
  readonly row: string
  readonly where: string
  readonly runs: number
  readonly seconds: number
  readonly fastest: number
  readonly slowest: number
  readonly peakBytes: number | null
  readonly stages: Readonly<Record<string, number>> | null
  readonly count: string
}

/** The middle of some numbers, or the mean of the two in the middle. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined) throw new Error('Expected at least one number.')
  return (lower + upper) / 2
}

/** One row of medians for each thing done in each place, in the order of their first samples. */
export const summariseSamples = (samples: readonly Sample[]): readonly Row[] =>
  [...Map.groupBy(samples, ({ row, where }) => `${row}\0${where}`).values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const seconds = group.map((sample) => sample.seconds)
    const peaks = group.flatMap(({ peakBytes }) => (peakBytes === null ? [] : [peakBytes]))
    return [
      {
        row: first.row,
        where: first.where,
        runs: group.length,
        seconds: median(seconds),
        fastest: Math.min(...seconds),
        slowest: Math.max(...seconds),
        peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
        stages: medianStages(group),
        count: first.count,
      },
    ]
  })

const medianStages = (group: readonly Sample[]): Row['stages'] => {
  const measured = group.flatMap(({ stages }) => (stages === null ? [] : [stages]))
  const [first] = measured
  if (first === undefined) return null
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, median(measured.map((stages) => stages[name] ?? 0))]),
  )
}
