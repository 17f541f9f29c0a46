import { pointerKey } from '../bucket/object-key.ts'
import type { Database } from '../database/database.ts'
import { markForgotten, markTold, readStale, readUntold } from '../database/outbox.ts'
import { ContentError } from '../errors.ts'
import { sha256 } from '../identifier.ts'
import { reach } from '../point.ts'
import type { Cdn } from '../publish/cdn.ts'
import { type Forgotten, planInvalidation } from '../publish/plan-invalidation.ts'

/** Why a CDN does not know yet: it is told by the next run. */
export type CdnDelay = { readonly reason: string; readonly hint: string }

/** All of a bucket that a release overwrites. */
export const overwritten: Forgotten = { keys: [pointerKey], tags: [] }

type Message = {
  readonly forgotten: Forgotten
  /** The same for a message however often it is told, so that telling it twice costs nothing. */
  readonly reference: string
  /** Notes that it was told. */
  readonly mark: () => Promise<void>
}

/**
 * Tells the CDN of releases, and of objects whose copies are not valid any more, at least once each. A release is live
 * without it, at the latest when the CDN's copy has grown old, so failing is a delay and no error.
 */
export const tellCdn = async (
  database: Pick<Database, 'query'>,
  cdn: Cdn,
): Promise<CdnDelay | null> => {
  const messages = [await releaseMessage(database), await staleMessage(database, cdn)]
  for (const message of messages.filter((each) => each !== null)) {
    const { items } = planInvalidation(message.forgotten)
    try {
      const outcome = await cdn.invalidate(items, message.reference)
      if (outcome === 'busy') return busy
    } catch (error) {
      if (!(error instanceof ContentError)) throw error
      return { reason: error.message, hint: error.hint }
    }
    reach('cdn-told')
    await message.mark()
    reach('cdn-marked')
  }
  return null
}

const busy: CdnDelay = {
  reason: 'CloudFront has too many invalidations in progress.',
  hint: 'The next `publish` tells it again.',
}

const releaseMessage = async (database: Pick<Database, 'query'>): Promise<Message | null> => {
  const untold = await readUntold(database)
  if (untold === null) return null
  const { sequence, root } = untold
  return {
    forgotten: overwritten,
    reference: `hma-content-${sequence}-${root.replace(/^.*\/|\.json$/g, '').slice(0, 32)}`,
    mark: () => markTold(database, sequence),
  }
}

const staleMessage = async (
  database: Pick<Database, 'query'>,
  cdn: Cdn,
): Promise<Message | null> => {
  const stale = await readStale(database)
  if (stale === null) return null
  const { last, objects } = stale
  // Tags find copies under other addresses, such as with a query; keys those that were made before there were tags.
  const forgotten = {
    keys: objects.flatMap(({ keys }) => keys),
    tags: cdn.knowsTags ? objects.flatMap(({ tags }) => tags) : [],
  }
  return {
    forgotten,
    reference: `hma-content-stale-${last}-${sha256(JSON.stringify(forgotten)).slice(0, 32)}`,
    mark: () => markForgotten(database, last),
  }
}
