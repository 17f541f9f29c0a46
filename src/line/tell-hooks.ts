import type { Database } from '../database/database.ts'
import {
  type DueDelivery,
  markHookTold,
  postponeDelivery,
  queueDeliveries,
  takeDelivery,
} from '../database/hooks.ts'
import { tell } from '../event.ts'
import type { Hook, HookMessage } from '../hooks/hook.ts'
import { nextAttempt } from '../hooks/next-attempt.ts'
import { sendMessage } from '../hooks/send-message.ts'
import { reach } from '../point.ts'

/** A hook that could not be told; what it missed is sent again later. */
export type HookDelay = { readonly hook: string; readonly fault: string }

/** A delay in words. */
export const describeDelay = ({ hook, fault }: HookDelay): string =>
  `The hook ${hook} ${fault}; it is told again later.`

// For whoever is killed with a message in hand: longer than an attempt takes.
const takenFor = 60
// A run is not held up by a receiver that takes its time; what is left waits for the next.
const mostMilliseconds = 60_000

/**
 * Tells hooks what has happened, in the order in which it did, at least once each, for about a minute. One that fails is
 * told no more by this run.
 */
export const tellHooks = async (
  database: Database,
  hooks: readonly Hook[],
): Promise<readonly HookDelay[]> => {
  const delays = await Promise.all(
    hooks.map(async (hook) => {
      await queueDeliveries(database, hook)
      const fault = await tellHook(database, hook)
      return fault === null ? null : { hook: hook.name, fault }
    }),
  )
  return delays.filter((delay) => delay !== null)
}

const tellHook = async (database: Database, hook: Hook): Promise<string | null> => {
  const end = performance.now() + mostMilliseconds
  while (performance.now() < end) {
    const delivery = await takeDelivery(database, hook.name, takenFor)
    if (delivery === null) return null
    reach('delivery-taken')
    const fault = await sendMessage(hook, messageOf(delivery), Date.now())
    reach('hook-told')
    if (fault !== null) {
      const seconds = nextAttempt(delivery.attempts, Math.random())
      await postponeDelivery(database, delivery.id, { fault, seconds })
      tell({ kind: 'hook', hook: hook.name, outcome: seconds === null ? 'given up' : 'later' })
      return fault
    }
    await markHookTold(database, delivery.id)
    reach('hook-marked')
    tell({ kind: 'hook', hook: hook.name, outcome: 'told' })
  }
  return null
}

const messageOf = ({ note, topic, payload, noted }: DueDelivery): HookMessage => ({
  id: `hma_${note}_${Date.parse(noted)}`,
  type: topic === 'release' ? 'release.published' : (topic as HookMessage['type']),
  timestamp: noted,
  data: payload,
})
