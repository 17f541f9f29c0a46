import type { Connections } from '../connect.ts'
import { type Decider, decide, loadDecisions } from '../database/decisions.ts'
import { forgetObjects } from '../database/known-objects.ts'
import { readLastRelease } from '../database/last-release.ts'
import { noteStale } from '../database/outbox.ts'
import { purgeItemRows, purgeReplaced } from '../database/purge-rows.ts'
import { loadReleases } from '../database/releases.ts'
import { type Ruling, standing } from '../decision.ts'
import { itemTag } from '../media/object-headers.ts'
import { reach } from '../point.ts'
import { type Traces, tracesOfItem, tracesOfObjects } from '../publish/traces.ts'
import { copyDecisions } from './adopt-decisions.ts'
import type { PurgeSubject } from './purge-subject.ts'
import { type AgainInput, releaseAgain } from './release-again.ts'

/** What a purge came to. */
export type Purged = {
  /** Number of the release without it; null where nothing that was live had to change. */
  readonly release: number | null
  /** Keys of the objects that were erased. */
  readonly erased: readonly string[]
  /** Keys of objects that are damaged, so that what they alone led to is not among these. */
  readonly unread: readonly string[]
}

/**
 * Withdraws an item or a media file for ever: the decision first, which every later run obeys; then a release without it;
 * then all that is kept of it goes. Killed anywhere and told again, it goes on.
 */
export const purge = async (
  from: AgainInput,
  subject: PurgeSubject,
  decider: Decider,
): Promise<Purged> => {
  const { connections } = from
  const { database, bucket, cdn } = connections
  const { purged } = standing(await loadDecisions(database))
  const rulings = rulingsOf(subject).filter((ruling) => !purged.has(nameOf(ruling)))
  if (rulings.length > 0) await decide(database, rulings, decider)
  await copyDecisions(connections)
  reach('purge-decided')
  const release = (await releaseAgain(from))?.release ?? null
  reach('purge-withdrawn')
  const traces = await findTraces(connections, subject)
  const erased = [...traces.media, ...traces.documents, ...traces.parts, ...traces.roots]
  if (subject.kind === 'item') await purgeItemRows(database, subject.item.id)
  const stale = { keys: erased, tags: subject.kind === 'item' ? [itemTag(subject.item.id)] : [] }
  await purgeReplaced(database, stale)
  await forgetObjects(database, erased)
  reach('purge-forgotten')
  // What leads to other objects goes last, so that a run that is killed can be told again.
  for (const keys of [traces.media, traces.documents, traces.parts, traces.roots]) {
    if (keys.length > 0) await bucket.remove(keys, 'all')
    reach('purge-erased')
  }
  // Once more: a CDN that another run told of it meanwhile may have fetched what was still there.
  if (cdn !== null && erased.length > 0) await noteStale(database, stale)
  return { release, erased, unread: traces.unread }
}

type PurgeRuling = Extract<Ruling, { readonly kind: 'purge' }>

const rulingsOf = (subject: PurgeSubject): readonly PurgeRuling[] =>
  subject.kind === 'item'
    ? [{ kind: 'purge', item: subject.item.id }]
    : [...subject.keys, ...subject.blobs].map((object) => ({ kind: 'purge', object }))

const nameOf = (ruling: PurgeRuling): string => ('item' in ruling ? ruling.item : ruling.object)

/** All objects that are to be erased once nothing live refers to them. */
export const findTraces = async (
  { database, bucket }: Pick<Connections, 'database' | 'bucket'>,
  subject: PurgeSubject,
): Promise<Traces> => {
  const stored = new Set(await bucket.list(''))
  if (subject.kind === 'object') return await tracesOfObjects({ bucket, stored }, subject.keys)
  const live = (await readLastRelease(database))?.root ?? ''
  const roots = (await loadReleases(database)).map(({ rootKey }) => rootKey)
  return await tracesOfItem({ bucket, stored, roots, live }, subject.item.id)
}
