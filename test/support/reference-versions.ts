import type { PlainCommit } from './plain-git.ts'

/** An item as the slow reference sees it: where it lay, and the commits that gave it another digest. */
export type ReferenceItem = {
  readonly paths: readonly string[]
  readonly present: boolean
  readonly versions: readonly string[]
}

type Track = { paths: string[]; present: boolean; versions: string[]; digest: string | null }

/**
 * Items and their versions by the plainest reading of the rules: walk the first-parent commits, follow
 * the renames that Git finds, compare digests. A file that comes back to where one was deleted goes on from it.
 * @param commits `git log --first-parent -m`, oldest first
 * @param digestOf digest of a blob, null where it does not parse
 */
export const referenceItems = (
  commits: readonly PlainCommit[],
  isItem: (path: string) => boolean,
  digestOf: (blob: string) => string | null,
): readonly ReferenceItem[] => {
  const all: Track[] = []
  const at = new Map<string, Track>()
  const gone = new Map<string, Track>()
  for (const { commit, changes } of commits) {
    for (const { status, from } of changes) {
      const track = status === 'D' || status === 'R' ? at.get(from) : undefined
      if (track === undefined) continue
      at.delete(from)
      gone.set(from, track)
      track.present = false
    }
    for (const { status, from, to, newBlob } of changes) {
      const digest = status === 'D' || !isItem(to) ? null : digestOf(newBlob)
      if (digest === null) continue
      const moved = status === 'R' && isItem(from) ? gone.get(from) : undefined
      const track = moved ?? at.get(to) ?? gone.get(to) ?? open(all)
      if (moved !== undefined) gone.delete(from)
      gone.delete(to)
      at.set(to, track)
      track.present = true
      if (track.paths.at(-1) !== to) track.paths.push(to)
      if (track.digest !== digest) track.versions.push(commit)
      track.digest = digest
    }
  }
  return all
}

const open = (all: Track[]): Track => {
  const track: Track = { paths: [], present: true, versions: [], digest: null }
  all.push(track)
  return track
}
