/** How many directories deep a directory lies; the top is the empty text. */
export const depth = (directory: string): number =>
  directory === '' ? 0 : directory.split('/').length

/** The rest of a path below a directory; null where it does not lie there. */
export const below = (directory: string, path: string): string | null => {
  if (directory === '') return path
  return path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : null
}

/** Directories, and at the end perhaps a file, as one path; empty ones are left out. */
export const joined = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('/')
