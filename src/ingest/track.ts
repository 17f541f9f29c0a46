import type { Bookkeeping, Track, Version } from '../item.ts'

/** Nothing recorded yet. */
export const emptyTrack: Track = { current: null, older: [] }

/** The track after a new version: older ones are kept only while they may still have to be live. */
export const advance = (track: Track, version: Version): Track => ({
  current: version,
  older: track.current === null ? [] : waitingBelow(track.current, track.older),
})

const waitingBelow = (version: Version, older: readonly Version[]): readonly Version[] => {
  if (!version.fit || version.draft) return older
  return version.publishAt === null ? [version] : [version, ...older]
}

/**
 * The track with the bookkeeping of its newest version replaced. A file at fault may withdraw its text,
 * but neither let it out nor move its dates: `status: darft` is no wish to publish.
 */
export const withBookkeeping = (
  track: Track,
  { draft, publishAt, unpublishAt }: Bookkeeping,
  fit: boolean,
): Track => {
  const { current } = track
  if (current === null) return track
  const said = fit ? { draft, publishAt, unpublishAt } : { draft: draft || current.draft }
  return { ...track, current: { ...current, ...said } }
}
