import type { PlainChange, PlainCommit } from './plain-git.ts'

/** An item as the slow reference sees it: where it lay, and the commits that gave it another digest. */
export type ReferenceItem = {
  readonly paths: readonly string[]
  readonly present: boolean
  readonly versions: readonly string[]
}

type Track = { paths: string[]; present: boolean; versions: string[]; digest: string | null }

/**
 * Items and their versions by the plainest reading of the rules: walk the first-parent commits, follow
 * the renames that Git finds and those it does not see since every line was wrapped anew, compare digests.
 * A file that comes back to where one was deleted goes on from it.
 * @param commits `git log --first-parent -m`, oldest first
 * @param digestOf digest of a blob, null where it does not parse
 */
export const referenceItems = (
  commits: readonly PlainCommit[],
  isItem: (path: string) => boolean,
  digestOf: (blob: string) => string | null,
): readonly ReferenceItem[] => {
  const all: Track[] = []
  const places: Places = { at: new Map(), gone: new Map() }
  for (const { commit, changes: told } of commits) {
    const changes = withRewrapped(told, digestOf)
    for (const one of changes) leave(places, one)
    const entering = changes.filter(({ status, to }) => status !== 'D' && isItem(to))
    for (const one of entering) {
      const digest = digestOf(one.newBlob)
      if (digest === null) continue
      const track = enter(places, one, isItem(one.from)) ?? open(all)
      places.at.set(one.to, track)
      track.present = true
      if (track.paths.at(-1) !== one.to) track.paths.push(one.to)
      if (track.digest !== digest) track.versions.push(commit)
      track.digest = digest
    }
  }
  return all
}

/** Items by the path where they are, and where they last were. */
type Places = { readonly at: Map<string, Track>; readonly gone: Map<string, Track> }

const leave = ({ at, gone }: Places, { status, from }: PlainChange): void => {
  const track = status === 'D' || status === 'R' ? at.get(from) : undefined
  if (track === undefined) return
  at.delete(from)
  gone.set(from, track)
  track.present = false
}

/** The item that a file belongs to: the one that moved there, that is there, or that once was. */
const enter = ({ at, gone }: Places, change: PlainChange, wasItem: boolean): Track | null => {
  const { status, from, to } = change
  const moved = status === 'R' && wasItem ? gone.get(from) : undefined
  const track = moved ?? at.get(to) ?? gone.get(to) ?? null
  if (moved !== undefined) gone.delete(from)
  gone.delete(to)
  return track
}

/** The changes, with a deletion and an addition of equal digest told as one rename. */
const withRewrapped = (
  changes: readonly PlainChange[],
  digestOf: (blob: string) => string | null,
): readonly PlainChange[] => {
  const added = new Map(
    changes.filter(({ status }) => status === 'A').map((one) => [digestOf(one.newBlob), one]),
  )
  const renames = changes.flatMap((one): PlainChange[] => {
    const digest = one.status === 'D' ? digestOf(one.oldBlob) : null
    const target = digest === null ? undefined : added.get(digest)
    if (target === undefined) return []
    added.delete(digest)
    return [{ ...one, status: 'R', to: target.to, newBlob: target.newBlob }]
  })
  const taken = new Set(renames.flatMap(({ from, to }) => [`D ${from}`, `A ${to}`]))
  return [...renames, ...changes.filter(({ status, to }) => !taken.has(`${status} ${to}`))]
}

const open = (all: Track[]): Track => {
  const track: Track = { paths: [], present: true, versions: [], digest: null }
  all.push(track)
  return track
}
