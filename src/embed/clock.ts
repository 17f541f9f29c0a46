import { setTimeout as delay } from 'node:timers/promises'

/** Time and chance, in milliseconds, so that a test need not wait for them. */
export type Clock = {
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<unknown>
  /** From 0 up to 1. */
  readonly random: () => number
}

/** The machine's own. */
export const wallClock: Clock = {
  now: Date.now,
  sleep: (milliseconds) => delay(milliseconds),
  random: Math.random,
}
