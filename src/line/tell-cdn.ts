import type { Database } from '../database/database.ts'
import { markTold, readUntold } from '../database/outbox.ts'
import { ContentError } from '../errors.ts'
import { reach } from '../point.ts'
import type { Cdn } from '../publish/cdn.ts'
import { planInvalidation } from '../publish/plan-invalidation.ts'
import { pointerKey } from '../publish/write-pointer.ts'

/** Why a CDN does not know yet: it is told by the next run. */
export type CdnDelay = { readonly reason: string; readonly hint: string }

/**
 * Tells the CDN of releases that it was not told of, at least once each: all that is ever overwritten is the pointer.
 * A release is live without it, at the latest when the CDN's copy has grown old, so failing is a delay and no error.
 */
export const tellCdn = async (
  database: Pick<Database, 'query'>,
  cdn: Cdn,
): Promise<CdnDelay | null> => {
  const untold = await readUntold(database)
  if (untold === null) return null
  const delay = await forgetAt(cdn, [pointerKey], referenceOf(untold))
  if (delay !== null) return delay
  reach('cdn-told')
  await markTold(database, untold.sequence)
  reach('cdn-marked')
  return null
}

/** Has the CDN forget its copies of objects; a reference that it has seen before costs nothing. */
export const forgetAt = async (
  cdn: Cdn,
  keys: readonly string[],
  reference: string,
): Promise<CdnDelay | null> => {
  const { paths } = planInvalidation(keys)
  try {
    return (await cdn.invalidate(paths, reference)) === 'busy' ? busy : null
  } catch (error) {
    if (!(error instanceof ContentError)) throw error
    return { reason: error.message, hint: error.hint }
  }
}

const busy: CdnDelay = {
  reason: 'CloudFront has too many invalidations in progress.',
  hint: 'The next `publish` tells it again.',
}

// The same for a release however often it is told of, so that telling it twice costs nothing.
const referenceOf = ({
  sequence,
  root,
}: {
  readonly sequence: number
  readonly root: string
}): string => `hma-content-${sequence}-${root.replace(/^.*\/|\.json$/g, '').slice(0, 32)}`
