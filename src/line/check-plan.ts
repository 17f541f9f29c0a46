import { standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import type { Plan, Recorded } from './plan.ts'

// Below this many lessons, taking down many at once is everyday work in a small academy.
const massCount = 20
const massShare = 0.25

/** Whether a large part of the live lessons may go, unless a person has confirmed the commit. */
type Wish = { readonly massChange: 'allow' | 'refuse' }

/**
 * Refuses a plan that must not be applied.
 * @throws ContentError `REFUSED`
 */
export const checkPlan = (plan: Plan, recorded: Recorded, wish: Wish): void => {
  const refusal = whyRefused(plan, recorded, wish)
  if (refusal !== null) throw refusal
}

/**
 * Why a plan must not be applied: nothing to publish at all, two files with one identity, or a large part of the live
 * lessons about to go. Null where it may.
 */
export const whyRefused = (plan: Plan, recorded: Recorded, wish: Wish): ContentError | null => {
  const { confirmed } = standing(recorded.decisions)
  const massChange = confirmed.has(plan.commit) ? 'allow' : wish.massChange
  const items = plan.actions.filter(({ language }) => language === undefined)
  const isEmpty = items.every(({ action }) => action === 'archive')
  // A branch without a single lesson is a mistake more often than a farewell, however few there were.
  if (isEmpty && (items.length === 0 || massChange === 'refuse')) {
    return new ContentError('REFUSED', 'No file at this commit belongs to a collection.', {
      hint: 'Check the `files` patterns in the configuration, and the branch. To take down the last lessons, say `--allow-mass-change`.',
    })
  }
  const [conflict] = plan.replay.conflicts
  if (conflict !== undefined) {
    return new ContentError(
      'REFUSED',
      `Two files have one identity: ${conflict.path}: ${conflict.message}`,
      { hint: conflict.hint },
    )
  }
  const before = new Set([...recorded.live.values()].map(({ itemId }) => itemId))
  const after = new Set(plan.texts.map(({ item }) => item.id))
  const leaving = [...before].filter((id) => !after.has(id)).length
  if (massChange === 'refuse' && leaving > massCount && leaving > before.size * massShare) {
    return new ContentError(
      'REFUSED',
      `This would take down ${leaving} of ${before.size} live items.`,
      {
        hint: 'If that is meant, run `hma-content confirm`, then publish again; or say `--allow-mass-change`.',
      },
    )
  }
  return null
}
