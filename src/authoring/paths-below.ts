import { relative, resolve, sep } from 'node:path'
import { ContentError } from '../errors.ts'

/**
 * Picks, of the paths of a repository with its top at `root`, those that were asked for or lie below one that was;
 * all where none was.
 */
export const pathsBelow = (
  root: string,
  wanted: readonly string[],
): ((path: string) => boolean) => {
  const tops = wanted.map((path) => repositoryPath(root, path))
  return (path) =>
    tops.length === 0 ||
    tops.some((top) => top === '' || path === top || path.startsWith(`${top}/`))
}

/** A path as typed, from the top of the repository. Throws `USAGE` where it leads out of it. */
export const repositoryPath = (root: string, typed: string): string => {
  const path = relative(root, resolve(root, typed)).replaceAll(sep, '/')
  if (path !== '..' && !path.startsWith('../')) return path
  throw new ContentError('USAGE', `Expected a path in the repository, got \`${typed}\`.`, {
    hint: 'Paths are taken from the directory that `-C` names.',
  })
}
