import { below, depth, joined } from './directory.ts'
import type { Files, Mirror } from './mirrored-directories.ts'

// Documentation and a blog are two; more come of coincidence.
const mostMirrors = 8

/**
 * The mirrors of sources whose directory is named by no language: it lies around the languages' directories
 * (`docs/`, `docs/es/`), or somewhere outside (`docs/`, `i18n/es/current/`).
 */
export const mirrorsWithoutLanguage = (
  place: string,
  languages: ReadonlyMap<string, Files>,
  outside: readonly string[],
): readonly Mirror[] => {
  const directories = directoriesByEnding(outside)
  const left = new Map([...languages].map(([code, files]) => [code, new Set(files)]))
  const mirrors: Mirror[] = []
  while (mirrors.length < mostMirrors) {
    const best = bestPair(
      place,
      [...left.values()].flatMap((files) => [...files]),
      directories,
    )
    if (best === null) break
    const codes: string[] = []
    for (const [code, files] of left) {
      const inner = [...files].filter((file) => below(best.middle, file) !== null)
      if (inner.length > 0) codes.push(code)
      for (const file of inner) files.delete(file)
    }
    mirrors.push({
      sources: best.sources,
      translations: joined(place, '{language}', best.middle),
      codes: codes.toSorted(),
      sourceCode: null,
    })
  }
  return mirrors
}

/** The directory of sources, and the directories between a language and the files that it has too. */
type Pair = { readonly sources: string; readonly middle: string }

type Directories = ReadonlyMap<string, readonly string[]>

// A name such as `index.md`, which lies in every other directory, says nothing about where its source is.
const mostPlaces = 64

/** The pair under which most files are the same, and at least half of them. */
const bestPair = (
  place: string,
  files: readonly string[],
  directories: Directories,
): Pair | null => {
  const votes = new Map<string, { readonly pair: Pair; count: number }>()
  const inMiddle = new Map<string, number>()
  for (const file of files) {
    const segments = file.split('/')
    for (const index of segments.keys()) {
      const middle = segments.slice(0, index).join('/')
      inMiddle.set(middle, (inMiddle.get(middle) ?? 0) + 1)
      for (const sources of sourcesOf(
        place,
        middle,
        segments.slice(index).join('/'),
        directories,
      )) {
        const key = `${sources}\0${middle}`
        const vote = votes.get(key) ?? { pair: { sources, middle }, count: 0 }
        vote.count += 1
        votes.set(key, vote)
      }
    }
  }
  const [best] = [...votes.values()]
    .filter(({ pair, count }) => count * 2 >= (inMiddle.get(pair.middle) ?? 0))
    .toSorted(
      (a, b) =>
        b.count - a.count ||
        depth(a.pair.middle) - depth(b.pair.middle) ||
        depth(a.pair.sources) - depth(b.pair.sources),
    )
  return best?.pair ?? null
}

const sourcesOf = (
  place: string,
  middle: string,
  ending: string,
  directories: Directories,
): readonly string[] => {
  const holders = directories.get(ending) ?? []
  const around = middle === '' && holders.includes(place) ? [place] : []
  return holders.length > mostPlaces
    ? around
    : [
        ...around,
        ...holders.filter((sources) => sources !== place && below(place, sources) === null),
      ]
}

/** For every ending of every path, the directories that the rest of it can be. */
const directoriesByEnding = (paths: readonly string[]): Directories => {
  const found = new Map<string, string[]>()
  for (const path of paths) {
    const segments = path.split('/')
    for (const index of segments.keys()) {
      const ending = segments.slice(index).join('/')
      const holders = found.get(ending) ?? []
      holders.push(segments.slice(0, index).join('/'))
      found.set(ending, holders)
    }
  }
  return found
}
