import type { Database } from '../database/database.ts'
import { loadFitVersions, type VersionRecord } from '../database/load-versions.ts'
import type { ReviewStep } from '../decision.ts'
import type { BlobStore } from '../ingest/read-blobs.ts'
import type { Replay } from '../ingest/replay.ts'
import type { Item, Track, Version } from '../item.ts'
import { mediaOf, type VersionSources } from './version-media.ts'

/** What finding versions that are older than those of the state takes. */
export type EarlierSources = VersionSources & {
  readonly store: Pick<BlobStore, 'get' | 'read' | 'readIfPresent'>
  /** Null where nothing is recorded yet. */
  readonly database: Pick<Database, 'query'> | null
}

/** A text whose versions are looked for. */
export type VersionedText = {
  readonly key: string
  readonly item: Item
  readonly reading: string
  readonly path: string
  readonly track: Track & { readonly current: Version }
  readonly steps: readonly ReviewStep[]
}

/** A version whose media Git has to tell, unless it is of the commits that were just played. */
export type MaybeWithMedia = VersionRecord & { readonly media?: Version['media'] }

/** Fit versions of these texts that their tracks do not hold, the newest first. */
export const versionsBelow = async (
  { database }: EarlierSources,
  { versions, translationVersions, bookkeeping }: Replay,
  texts: readonly VersionedText[],
  older: 'replay' | 'database',
): Promise<ReadonlyMap<string, readonly MaybeWithMedia[]>> => {
  if (texts.length === 0) return new Map()
  const ids = texts.flatMap(({ steps }) => steps.flatMap(({ version }) => version ?? []))
  const recorded =
    database === null || older === 'replay'
      ? []
      : await loadFitVersions(database, {
          items: texts.map(({ item }) => item.id),
          paths: texts.map(({ path }) => path),
          ids,
        })
  const all: readonly (MaybeWithMedia & { readonly item: string | null })[] = [
    ...versions.map(({ itemId, version }) => ({ ...version, item: itemId })),
    ...translationVersions.map(({ version }) => ({ ...version, item: null })),
    ...recorded,
  ].map((version) => ({ ...version, ...bookkeeping.get(version.id) }))
  const byItem = Map.groupBy(all, ({ item, path }) => item ?? path)
  const byId = new Map(all.map((version) => [version.id, version]))
  return new Map(
    texts.map((text) => {
      const named = text.steps.flatMap(({ version }) => byId.get(version ?? '') ?? [])
      const isOwn = text.reading === text.item.collection
      const found = [...(byItem.get(isOwn ? text.item.id : text.path) ?? []), ...named]
      const known = new Set([text.track.current, ...text.track.older].map(({ id }) => id))
      const below = found.filter(({ id, ordinal }) => {
        const isNew = !known.has(id)
        known.add(id)
        return isNew && ordinal < text.track.current.ordinal
      })
      const newest = below.toSorted((a, b) => b.ordinal - a.ordinal)
      return [text.key, newest.map(({ item: _, ...version }) => version)]
    }),
  )
}

/** The versions that may be live, down to the first without a date, with their media. */
export const withMedia = async (
  from: EarlierSources,
  { reading }: VersionedText,
  versions: readonly MaybeWithMedia[],
): Promise<readonly Version[]> => {
  const undated = versions.findIndex(({ publishAt }) => publishAt === null)
  const candidates: Version[] = []
  for (const version of undated < 0 ? versions : versions.slice(0, undated + 1)) {
    if (version.media === undefined) {
      candidates.push({ ...version, media: await mediaOf(from, reading, version) })
      continue
    }
    await from.store.read([{ reading, blob: version.blob }])
    candidates.push({ ...version, media: version.media })
  }
  return candidates
}
