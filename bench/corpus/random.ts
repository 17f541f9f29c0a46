/** A source of numbers that is the same for the same seed, on every machine. */
export type Random = {
  /** From 0 up to, but not including, 1. */
  readonly next: () => number
  /** A whole number from 0 up to, but not including, `limit`. */
  readonly below: (limit: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(list: readonly T[]) => T
}

/** Random numbers of a seed and any further numbers that name what they are for. */
export const seededRandom = (seed: number, ...names: readonly number[]): Random => {
  let state = names.reduce((mixed, name) => scramble(mixed ^ scramble(name + 1)), scramble(seed))
  // mulberry32: 32 bits of state are enough for texts, and plain integer arithmetic is the same everywhere.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => {
      const picked = list[below(list.length)]
      if (picked === undefined) throw new Error('Expected a list with something in it.')
      return picked
    },
  }
}

const scramble = (value: number): number => {
  const mixed = Math.imul(value ^ (value >>> 16), 0x45d9f3b)
  return (Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b) ^ (mixed >>> 16)) | 0
}

/** A number around `median`, now and then many times as large: sizes of real lessons are spread like this. */
export const logNormal = (random: Random, median: number, sigma: number): number => {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()))
  return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * random.next()))
}
