import { entryKey } from './item.ts'

/** What a person decided, by kind. Items and versions are named by id, so that a rebuild knows them again. */
export type Ruling =
  /** This text shows this version, whatever comes after. */
  | {
      readonly kind: 'pin'
      readonly item: string
      readonly language: string
      readonly version: string
    }
  /** An item's texts, or with null the environment, follow the branch again. */
  | { readonly kind: 'unpin'; readonly item: string | null }
  /** The environment shows an earlier release until it is unpinned. */
  | ({ readonly kind: 'rollback' } & ReleaseMoment)
  /** A commit is staged and waits: until `until` (ISO 8601, UTC), or until it is published. */
  | { readonly kind: 'hold'; readonly commit: string; readonly until: string | null }
  /** A commit is meant, although it does not follow what is live, or takes much of it down. */
  | { readonly kind: 'confirm'; readonly commit: string }
  /** An item is withdrawn for ever, or an object of the bucket by its key, or a media file as `blob:<id>`. */
  | { readonly kind: 'purge'; readonly item: string }
  | { readonly kind: 'purge'; readonly object: string }

/** All that decided what a release showed, so that it can be made again. */
export type ReleaseMoment = {
  /** Its sequence number. */
  readonly release: number
  readonly commit: string
  /** When it was made; ISO 8601, UTC. */
  readonly now: string
  /** Number of the last decision that it obeyed; 0 for none. */
  readonly decided: number
}

/** A ruling, with who gave it, when and why. Decisions are numbered from 1 and never change. */
export type Decision = Ruling & {
  readonly sequence: number
  readonly by: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly reason: string
}

/** What holds after all decisions. */
export type Standing = {
  /** Text, by `entryKey` → id of the version that it is pinned to. */
  readonly pins: ReadonlyMap<string, string>
  /** The release that the environment is pinned to. */
  readonly environment: ReleaseMoment | null
  /** Ids of items, and keys of objects. */
  readonly purged: ReadonlySet<string>
  /** The last commit that was to be held; whether it still is depends on what was released since. */
  readonly hold: { readonly commit: string; readonly until: string | null } | null
  readonly confirmed: ReadonlySet<string>
  /** Number of the last decision; 0 for none. */
  readonly decided: number
}

/** Plays decisions in their order: a later one of the same subject wins, and a purge stays. */
export const standing = (decisions: readonly Decision[]): Standing => {
  const pins = new Map<string, string>()
  const purged = new Set<string>()
  const confirmed = new Set<string>()
  let environment: ReleaseMoment | null = null
  let hold: Standing['hold'] = null
  for (const decision of decisions) {
    switch (decision.kind) {
      case 'pin':
        pins.set(entryKey(decision.item, decision.language), decision.version)
        break
      case 'unpin':
        if (decision.item === null) environment = null
        else unpinItem(pins, decision.item)
        break
      case 'rollback':
        environment = momentOf(decision)
        break
      case 'hold':
        hold = { commit: decision.commit, until: decision.until }
        break
      case 'confirm':
        confirmed.add(decision.commit)
        break
      case 'purge':
        purged.add('item' in decision ? decision.item : decision.object)
        break
    }
  }
  return { pins, environment, purged, hold, confirmed, decided: decisions.at(-1)?.sequence ?? 0 }
}

const unpinItem = (pins: Map<string, string>, item: string): void => {
  for (const key of [...pins.keys()]) if (key.startsWith(entryKey(item, ''))) pins.delete(key)
}

const momentOf = ({ release, commit, now, decided }: ReleaseMoment): ReleaseMoment => ({
  release,
  commit,
  now,
  decided,
})
