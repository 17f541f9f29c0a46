import type { ContentPath } from './content-path.ts'
import { below } from './directory.ts'
import type { Mirror } from './mirrored-directories.ts'

/** Files that one pattern is to describe. */
export type FileGroup = {
  readonly directory: string
  readonly mirror: Mirror | null
  readonly files: readonly ContentPath[]
}

// More directories than this at the top are the chapters of one book.
const mostGroups = 6

/** Divides sources into what is to be a collection each: what is translated elsewhere, then what shares a directory at the top. */
export const groupFiles = (
  sources: readonly ContentPath[],
  mirrors: readonly Mirror[],
  isOne: boolean,
): readonly FileGroup[] => {
  const deepest = mirrors.toSorted((a, b) => b.sources.length - a.sources.length)
  const byMirror = Map.groupBy(sources, ({ path }) =>
    deepest.find((mirror) => below(mirror.sources, path) !== null),
  )
  const unmirrored = byMirror.get(undefined) ?? []
  const mirrored = mirrors.flatMap((mirror) => {
    const files = byMirror.get(mirror)
    return files === undefined ? [] : [{ directory: mirror.sources, mirror, files }]
  })
  const byDirectory = Map.groupBy(unmirrored, rootOf)
  const loose = byDirectory.get('') ?? []
  byDirectory.delete('')
  const inDirectories = unmirrored.length - loose.length
  // One pattern for all directories would take those of languages too.
  const isForLanguages = mirrors.some(({ translations }) => translations.startsWith('{language}'))
  const isBook =
    !isForLanguages && (byDirectory.size > mostGroups || (isOne && byDirectory.size > 1))
  const directories = isBook
    ? [['', [...byDirectory.values()].flat()] as const]
    : [...byDirectory].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const others = mirrored.length + inDirectories
  // A few files at the top of a repository that has lessons elsewhere are about the repository.
  const isLooseContent =
    loose.length > 0 && (others === 0 || (!isBook && !isOne && loose.length >= inDirectories))
  return [
    ...mirrored,
    ...directories.map(([directory, files]) => ({ directory, mirror: null, files })),
    ...(isLooseContent ? [{ directory: '', mirror: null, files: loose }] : []),
  ]
}

/** The directory by which a file is told from those of other collections. */
const rootOf = ({ directories }: ContentPath): string => {
  // A directory below `src/content` is what Astro calls a collection.
  const isAstro = directories[0] === 'src' && directories[1] === 'content'
  return directories.slice(0, isAstro ? 3 : 1).join('/')
}
