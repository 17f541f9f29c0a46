/** A file and its size in bytes. */
export type SizedFile = { readonly path: string; readonly size: number }

/** Files of one ending that a Git repository is better off without. */
export type LargeMedia = {
  /** As it is spelled, without the dot. */
  readonly extension: string
  readonly files: number
  readonly bytes: number
}

// Sound, moving pictures and designers' files change as a whole and pack badly.
const alwaysLarge =
  /^(?:mp4|mov|webm|mkv|avi|m4v|mp3|wav|ogg|flac|m4a|aac|psd|psb|ai|sketch|xcf|tiff?|heic|zip|7z|gz)$/i
const otherMedia = /^(?:png|jpe?g|webp|gif|avif|bmp|pdf|pptx?|docx?|xlsx?|key)$/i
const largeFile = 1_000_000

/** The endings worth keeping in Git LFS: of sound, video and the like, and of pictures where one is larger than 1 MB. */
export const largeMedia = (files: readonly SizedFile[]): readonly LargeMedia[] => {
  const byExtension = Map.groupBy(files, ({ path }) => extensionOf(path))
  return [...byExtension]
    .filter(
      ([extension, all]) =>
        alwaysLarge.test(extension) ||
        (otherMedia.test(extension) && all.some(({ size }) => size > largeFile)),
    )
    .map(([extension, all]) => ({
      extension,
      files: all.length,
      bytes: all.reduce((sum, { size }) => sum + size, 0),
    }))
    .toSorted((a, b) => (a.extension < b.extension ? -1 : 1))
}

const extensionOf = (path: string): string => /\.([A-Za-z0-9]+)$/.exec(path)?.[1] ?? ''

/** The line of `.gitattributes` that puts files of an ending into Git LFS. */
export const attributeLine = (extension: string): string =>
  `*.${extension} filter=lfs diff=lfs merge=lfs -text`

/** Lines of `.gitattributes` that hold what another file of it does not say yet. */
export const missingAttributes = (
  media: readonly LargeMedia[],
  existing: string,
): readonly string[] =>
  media
    .filter(
      ({ extension }) => !existing.split('\n').some((line) => line.startsWith(`*.${extension} `)),
    )
    .map(({ extension }) => attributeLine(extension))
