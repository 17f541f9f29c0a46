import { standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import type { Replay } from '../ingest/replay.ts'
import type { Version } from '../item.ts'
import type { Obeyed } from '../publish/live.ts'
import type { Recorded } from './plan.ts'
import { mediaOf, type VersionSources } from './version-media.ts'

/** A moment to look back to: number of the last decision that held then, and the texts that are past their end today. */
export type Past = Pick<Obeyed, 'ended'> & { readonly decided: number }

/**
 * What decisions ask of single texts, with the versions that they name: of these commits, or recorded ones, whose
 * media Git tells. Their blobs have records afterwards. Of a moment in the past, its own pins hold too, under those of today.
 * @throws ContentError `REFUSED` where a text is pinned to a version that this history does not have
 */
export const obey = async (
  from: VersionSources,
  { decisions, pinned }: Pick<Recorded, 'decisions' | 'pinned'>,
  { versions, translationVersions, state }: Replay,
  past: Past | null,
): Promise<Obeyed> => {
  const { pins: today, purged } = standing(decisions)
  const then = standing(decisions.filter(({ sequence }) => sequence <= (past?.decided ?? 0)))
  const pins = new Map([...then.pins, ...today])
  const wanted = new Set(pins.values())
  const fresh = new Map(
    [...versions, ...translationVersions]
      .filter(({ version }) => wanted.has(version.id))
      .map(({ version }) => [version.id, version] as const),
  )
  const found = new Map<string, Version>()
  for (const [key, id] of pins) {
    const [itemId = ''] = key.split(' ')
    const item = state.items.get(itemId)
    const record = fresh.get(id) ?? pinned.get(id)
    if (item === undefined || record === undefined) throw lostVersion(itemId)
    // Only versions of items are numbered.
    const reading = record.number === '' ? `${item.collection}/translation` : item.collection
    const media = await mediaOf(from, reading, record)
    found.set(key, fresh.get(id) ?? { ...record, media })
  }
  return { purged, ended: past?.ended ?? new Set(), pins: found }
}

const lostVersion = (item: string): ContentError =>
  new ContentError('REFUSED', `The item \`${item}\` is pinned to a version that is not recorded.`, {
    hint: 'Read the whole history again (`publish --rebuild`), or `unpin` it.',
  })
