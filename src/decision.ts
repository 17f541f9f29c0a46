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
  | ReviewRuling
  /** An item is taken down, or comes back. */
  | { readonly kind: 'archive' | 'reopen'; readonly item: string }

/** A step in the review of a text. What was judged is named by the ids of versions: of the text, and of its source. */
export type ReviewRuling =
  /** Somebody has begun to translate; `version` is null where there is no file yet. */
  | ({ readonly kind: 'start' } & Judged<string | null>)
  | ({ readonly kind: 'submit' | 'reject' } & Judged<string>)
  /** `score`: the quality of a translation, from 0 to 1. `request`: the pull or merge request in which it was given, and of which commit. */
  | ({
      readonly kind: 'approve'
      readonly score?: number
      readonly request?: {
        readonly provider: 'github' | 'gitlab'
        readonly number: number
        readonly commit: string
      }
    } & Judged<string>)
  /** A translation says what its source says now; with the blobs of both. */
  | ({
      readonly kind: 'accept'
      readonly textBlob: string
      readonly sourceBlob: string
    } & Judged<string>)

type Judged<V> = {
  readonly item: string
  readonly language: string
  readonly version: V
  /** Null for an item's own text. */
  readonly source: string | null
}

/** A step in the review of a text, with who took it, when and why. */
export type ReviewStep = Extract<Decision, ReviewRuling>

/** That a translation says what its source says, whatever has changed in it. */
export type Acceptance = Extract<ReviewStep, { readonly kind: 'accept' }>

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
  /** Text, by `entryKey` → what reviewers and translators decided about it, in that order. */
  readonly reviews: ReadonlyMap<string, readonly ReviewStep[]>
  /** Ids of items that were taken down. */
  readonly archived: ReadonlySet<string>
  /** Number of the last decision; 0 for none. */
  readonly decided: number
}

/** Plays decisions in their order: a later one of the same subject wins, and a purge stays. */
export const standing = (decisions: readonly Decision[]): Standing => {
  const pins = new Map<string, string>()
  const purged = new Set<string>()
  const confirmed = new Set<string>()
  const reviews = new Map<string, ReviewStep[]>()
  const archived = new Set<string>()
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
      case 'archive':
        archived.add(decision.item)
        break
      case 'reopen':
        archived.delete(decision.item)
        break
      default:
        noteStep(reviews, decision)
    }
  }
  const decided = decisions.at(-1)?.sequence ?? 0
  return { pins, environment, purged, hold, confirmed, reviews, archived, decided }
}

const noteStep = (reviews: Map<string, ReviewStep[]>, step: ReviewStep): void => {
  const key = entryKey(step.item, step.language)
  const steps = reviews.get(key)
  if (steps === undefined) reviews.set(key, [step])
  else steps.push(step)
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
