import type { LimitState } from './rate-limit.ts'

/** How much of one limit is left, as far as replies told. */
export type Allowance = {
  /** Milliseconds until `amount` is there; 0 where nothing is known. */
  readonly waitFor: (amount: number, now: number) => number
  /** A request that takes `amount` is on its way. */
  readonly take: (amount: number, now: number) => void
  /** A reply to a request that took `amount` came; the state is what its headers say, null where they say nothing. */
  readonly settle: (amount: number, state: LimitState | null, now: number) => void
}

const minute = 60_000

/**
 * A bucket that fills evenly up to its limit each minute, as OpenAI describes its limits. What a reply says remains
 * replaces the own count, less what is still on its way, since the service may not have counted that yet.
 */
export const createAllowance = (): Allowance => {
  let known: (LimitState & { readonly at: number }) | null = null
  let level = 0
  let underway = 0

  const refill = (now: number): void => {
    if (known === null) return
    const { limit, reset, at } = known
    const elapsed = now - at
    if (limit !== null) level = Math.min(limit, level + (elapsed * limit) / minute)
    else if (reset !== null && elapsed >= reset) level = Number.POSITIVE_INFINITY
    known = { ...known, at: now, reset: reset === null ? null : Math.max(0, reset - elapsed) }
  }

  return {
    waitFor: (amount, now) => {
      refill(now)
      if (known === null) return 0
      const { limit, reset } = known
      // More than the whole limit is never there; the service decides.
      const needed = Math.min(amount, limit ?? amount)
      if (level >= needed) return 0
      const filling = limit === null || limit === 0 ? null : ((needed - level) * minute) / limit
      return Math.ceil(Math.min(filling ?? Number.POSITIVE_INFINITY, reset ?? filling ?? 0))
    },
    take: (amount, now) => {
      refill(now)
      level -= amount
      underway += amount
    },
    settle: (amount, state, now) => {
      underway -= amount
      if (state === null) return
      known = { ...state, at: now }
      level = state.remaining - underway
    },
  }
}
