import type { RateLimits } from '../embedder.ts'
import { createAllowance } from './allowance.ts'
import type { Clock } from './clock.ts'
import type { Failure } from './openai-failure.ts'
import { limitState, rateLimits, retryAfter } from './rate-limit.ts'

/** What all requests to one service pass: one after the other in, as its limits allow, and none while it is down. */
export type Turnstile = {
  /** Waits until a request of this weight may go; a failure where none may for now. */
  readonly enter: (weight: number) => Promise<Failure | null>
  /** Tells how a request that went in ended: null for well, or its failure, with the wait before the next. */
  readonly leave: (weight: number, headers: Headers | null, ended: Ended) => void
  readonly limits: () => RateLimits | null
}

/** How a request ended, and for how long nothing else should be asked where the service did not say. */
export type Ended =
  | { readonly kind: 'well' }
  | { readonly kind: 'never asked' }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly backoff: number }

/** How long a run lets itself be kept waiting, in milliseconds, and how many failures in a row it takes for an outage. */
export type Tolerance = { readonly longestWait: number; readonly mostFailures: number }

// After an outage, one request a minute finds out whether it is over.
const shutFor = 60_000

/** A turnstile through which nothing has gone yet. */
export const createTurnstile = (
  clock: Clock,
  { longestWait, mostFailures }: Tolerance,
): Turnstile => {
  const requests = createAllowance()
  const tokens = createAllowance()
  let pausedUntil = 0
  let failures = 0
  let shut: { readonly until: number; readonly failure: Failure } | null = null
  let limits: RateLimits | null = null
  let turn: Promise<unknown> = Promise.resolve()

  const waitTold = (weight: number, now: number): number =>
    Math.max(requests.waitFor(1, now), tokens.waitFor(weight, now))

  const admit = async (weight: number): Promise<Failure | null> => {
    for (;;) {
      const now = clock.now()
      if (shut !== null && now < shut.until) return shut.failure
      const wait = Math.max(pausedUntil - now, waitTold(weight, now))
      if (wait > longestWait) return tooLong(wait)
      if (wait <= 0) break
      await clock.sleep(wait)
    }
    requests.take(1, clock.now())
    tokens.take(weight, clock.now())
    return null
  }

  const noteFailure = (
    weight: number,
    { failure, backoff }: Extract<Ended, { kind: 'failed' }>,
  ): void => {
    if (failure.action === 'halve' || failure.action === 'refuse') return
    const now = clock.now()
    failures += 1
    const asked = retryAfter(failure.headers, now) ?? (waitTold(weight, now) > 0 ? 0 : backoff)
    pausedUntil = Math.max(pausedUntil, now + asked)
    if (failure.action === 'stop' || failures >= mostFailures)
      shut = { until: now + shutFor, failure: { ...failure, action: 'stop' } }
  }

  return {
    enter: (weight) => {
      const admitted = turn.then(() => admit(weight))
      turn = admitted
      return admitted
    },
    leave: (weight, headers, ended) => {
      const now = clock.now()
      requests.settle(1, limitState(headers, 'requests'), now)
      tokens.settle(weight, limitState(headers, 'tokens'), now)
      limits = rateLimits(headers) ?? limits
      if (ended.kind === 'never asked') return
      if (ended.kind === 'failed') return noteFailure(weight, ended)
      failures = 0
      shut = null
      pausedUntil = Math.max(pausedUntil, now + (retryAfter(headers, now) ?? 0))
    },
    limits: () => limits,
  }
}

const tooLong = (wait: number): Failure => ({
  action: 'stop',
  reason: `the service asks to wait ${Math.ceil(wait / 1000)} s`,
  hint: 'Run it again later; it goes on where it stopped.',
  headers: null,
})
