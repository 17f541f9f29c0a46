import { type Acceptance, type Decision, type Standing, standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import type { Replay } from '../ingest/replay.ts'
import type { Version } from '../item.ts'
import type { Obeyed } from '../publish/live.ts'
import { type JudgeSources, judgeTexts } from './judge-texts.ts'
import type { Recorded } from './plan.ts'
import { mediaOf, type VersionSources } from './version-media.ts'

/** A moment to look back to: number of the last decision that held then, and the texts that are past their end today. */
export type Past = Pick<Obeyed, 'ended'> & { readonly decided: number }

/**
 * What decisions ask of single texts, with the versions that they name: of these commits, or recorded ones, whose
 * media Git tells. Their blobs have records afterwards. Of a moment in the past, its own decisions hold, and under pins of
 * today its own pins.
 * @throws ContentError `REFUSED` where a text is pinned to a version that this history does not have
 */
export const obey = async (
  from: JudgeSources,
  { decisions, pinned, obeyed, state }: Pick<Recorded, 'decisions' | 'pinned' | 'obeyed' | 'state'>,
  replay: Replay,
  past: Past | null,
): Promise<Obeyed> => {
  const today = standing(decisions)
  const then = standing(decisions.filter(({ sequence }) => sequence <= (past?.decided ?? 0)))
  const held = past === null ? today : then
  const accepted = acceptances(held)
  await from.store.readIfPresent(
    [...accepted.values()].flatMap(({ item, textBlob, sourceBlob }) => {
      const reading = replay.state.items.get(item)?.collection
      return reading === undefined
        ? []
        : [
            { reading, blob: sourceBlob },
            { reading: `${reading}/translation`, blob: textBlob },
          ]
    }),
  )
  return {
    purged: today.purged,
    ended: past?.ended ?? new Set(),
    pins: await pinnedVersions(from, new Map([...then.pins, ...today.pins]), pinned, replay),
    archived: held.archived,
    reviewed: await judgeTexts(from, replay, held, state.commit === null ? 'replay' : 'database'),
    accepted,
    judged: past === null ? judgedSince(decisions, obeyed) : new Set(),
  }
}

const pinnedVersions = async (
  from: VersionSources,
  pins: ReadonlyMap<string, string>,
  pinned: Recorded['pinned'],
  { versions, translationVersions, state }: Replay,
): Promise<ReadonlyMap<string, Version>> => {
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
  return found
}

const acceptances = ({ reviews }: Standing): ReadonlyMap<string, Acceptance> => {
  const last = new Map<string, Acceptance>()
  for (const [key, steps] of reviews)
    for (const step of steps) if (step.kind === 'accept') last.set(key, step)
  return last
}

const judging: ReadonlySet<string> = new Set<Decision['kind']>([
  'start',
  'submit',
  'approve',
  'reject',
  'accept',
  'archive',
  'reopen',
])

const judgedSince = (decisions: readonly Decision[], obeyed: number): ReadonlySet<string> =>
  new Set(
    decisions.flatMap((decision) =>
      decision.sequence > obeyed && judging.has(decision.kind) && 'item' in decision
        ? [decision.item ?? '']
        : [],
    ),
  )

const lostVersion = (item: string): ContentError =>
  new ContentError('REFUSED', `The item \`${item}\` is pinned to a version that is not recorded.`, {
    hint: 'Read the whole history again (`publish --rebuild`), or `unpin` it.',
  })
