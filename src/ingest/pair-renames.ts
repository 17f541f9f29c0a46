/** A file that vanished or appeared in one commit, with what is known of its content. */
export type RenameCandidate = {
  readonly path: string
  /** Front matter id, where the file declares one. */
  readonly id: string | null
  readonly blob: string
  readonly digest: string | null
  /** Sorted hashes of the lines that are not blank. */
  readonly lines: readonly number[]
}

// More candidates than this are compared by content only when names or blobs say so: 500 × 500 line
// comparisons take about a second.
const contentLimit = 500

/**
 * Pairs what vanished with what appeared in one commit and collection: new path → old path. In turn:
 * same front matter id; same blob; same digest; same file name and at least half the lines equal;
 * then the most similar with at least 60 %. Ties go by path, so that every Git reader pairs alike.
 */
export const pairRenames = (
  removed: readonly RenameCandidate[],
  added: readonly RenameCandidate[],
): ReadonlyMap<string, string> => {
  const pairs = new Map<string, string>()
  const old = new Map(byPath(removed).map((candidate) => [candidate.path, candidate]))
  const fresh = new Map(byPath(added).map((candidate) => [candidate.path, candidate]))
  const take = (from: RenameCandidate, to: RenameCandidate): void => {
    pairs.set(to.path, from.path)
    old.delete(from.path)
    fresh.delete(to.path)
  }
  for (const key of [idKey, blobKey, digestKey]) takeEqual(old, fresh, key, take)
  takeSimilar(old, fresh, take)
  return pairs
}

type Take = (from: RenameCandidate, to: RenameCandidate) => void
type Candidates = ReadonlyMap<string, RenameCandidate>

const byPath = (candidates: readonly RenameCandidate[]): readonly RenameCandidate[] =>
  candidates.toSorted((a, b) => (a.path < b.path ? -1 : 1))

const idKey = (candidate: RenameCandidate): string | null => candidate.id
const blobKey = (candidate: RenameCandidate): string | null => candidate.blob
const digestKey = (candidate: RenameCandidate): string | null => candidate.digest

const takeEqual = (
  old: Candidates,
  fresh: Candidates,
  key: (candidate: RenameCandidate) => string | null,
  take: Take,
): void => {
  const waiting = new Map<string, RenameCandidate[]>()
  for (const from of old.values()) {
    const value = key(from)
    if (value !== null) waiting.set(value, [...(waiting.get(value) ?? []), from])
  }
  for (const to of [...fresh.values()]) {
    const value = key(to)
    const equal = (value === null ? undefined : waiting.get(value)) ?? []
    const index = equal.findIndex((candidate) => mayBeOne(candidate, to))
    const from = index < 0 ? undefined : equal.splice(index, 1)[0]
    if (from !== undefined) take(from, to)
  }
}

const takeSimilar = (old: Candidates, fresh: Candidates, take: Take): void => {
  if (old.size > contentLimit || fresh.size > contentLimit) return
  const scored = [...old.values()].flatMap((from) =>
    [...fresh.values()]
      .filter((to) => mayBeOne(from, to))
      .map((to) => ({ from, to, score: similarity(from, to), sameName: name(from) === name(to) })),
  )
  const rounds = [
    scored.filter(({ score, sameName }) => sameName && score >= 0.5),
    scored.filter(({ score }) => score >= 0.6),
  ]
  for (const round of rounds) {
    const best = round.toSorted(
      (a, b) =>
        b.score - a.score || compare(a.from.path, b.from.path) || compare(a.to.path, b.to.path),
    )
    for (const { from, to } of best) {
      if (old.has(from.path) && fresh.has(to.path)) take(from, to)
    }
  }
}

/** Two files that declare different ids are two items, however alike. */
const mayBeOne = (from: RenameCandidate, to: RenameCandidate): boolean =>
  from.id === null || to.id === null || from.id === to.id

const name = (candidate: RenameCandidate): string =>
  candidate.path.slice(candidate.path.lastIndexOf('/') + 1)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Share of equal lines, 0 to 1: twice the common lines over all lines of both. */
const similarity = (a: RenameCandidate, b: RenameCandidate): number => {
  const total = a.lines.length + b.lines.length
  if (total === 0) return 0
  let common = 0
  for (let i = 0, j = 0; i < a.lines.length && j < b.lines.length; ) {
    const left = a.lines[i] ?? 0
    const right = b.lines[j] ?? 0
    if (left === right) common++
    if (left <= right) i++
    if (right <= left) j++
  }
  return (2 * common) / total
}
