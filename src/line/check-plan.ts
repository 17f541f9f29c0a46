import { ContentError } from '../errors.ts'
import type { Plan, Recorded } from './plan.ts'

// Below this many lessons, taking down many at once is everyday work in a small academy.
const massCount = 20
const massShare = 0.25

/**
 * Refuses a plan that must not be applied: nothing to publish at all, two files with one identity, or
 * a large part of the live lessons about to go.
 * @throws ContentError `REFUSED`
 */
export const checkPlan = (
  plan: Plan,
  recorded: Recorded,
  { massChange }: { readonly massChange: 'allow' | 'refuse' },
): void => {
  const items = plan.actions.filter(({ language }) => language === undefined)
  const isEmpty = items.every(({ action }) => action === 'archive')
  // A branch without a single lesson is a mistake more often than a farewell, however few there were.
  if (isEmpty && (items.length === 0 || massChange === 'refuse')) {
    throw new ContentError('REFUSED', 'No file at this commit belongs to a collection.', {
      hint: 'Check the `files` patterns in the configuration, and the branch. To take down the last lessons, say `--allow-mass-change`.',
    })
  }
  const [conflict] = plan.replay.conflicts
  if (conflict !== undefined) {
    throw new ContentError(
      'REFUSED',
      `Two files have one identity: ${conflict.path}: ${conflict.message}`,
      { hint: conflict.hint },
    )
  }
  const before = new Set([...recorded.live.values()].map(({ itemId }) => itemId))
  const after = new Set(plan.texts.map(({ item }) => item.id))
  const leaving = [...before].filter((id) => !after.has(id)).length
  if (massChange === 'refuse' && leaving > massCount && leaving > before.size * massShare) {
    throw new ContentError(
      'REFUSED',
      `This would take down ${leaving} of ${before.size} live items.`,
      {
        hint: 'If that is meant, run `hma-content confirm`, then publish again; or say `--allow-mass-change`.',
      },
    )
  }
}
