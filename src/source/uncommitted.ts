import type { GitPlace } from './git.ts'
import { readGit } from './git-stream.ts'

/** Those of some files of a work tree whose content is in no commit of HEAD: new ones, and edited ones. Throws GIT where Git cannot tell. */
export const uncommittedAmong = async (
  place: GitPlace,
  paths: readonly string[],
): Promise<readonly string[]> => {
  const found = await statesOf(place, paths)
  return paths.filter((path) => found.has(path))
}

/** Those of some files of a work tree that are in no commit of HEAD, with any content. Throws GIT where Git cannot tell. */
export const newAmong = async (
  place: GitPlace,
  paths: readonly string[],
): Promise<readonly string[]> => {
  const found = await statesOf(place, paths)
  return paths.filter((path) => /^(?:\?\?|!!|A.)$/.test(found.get(path) ?? ''))
}

/** The two letters of `git status` for each of some files that is not as HEAD has it. */
const statesOf = async (
  place: GitPlace,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  for (let start = 0; start < paths.length; start += pathsAtOnce) {
    const some = paths.slice(start, start + pathsAtOnce)
    const flags = [
      '--porcelain',
      '-z',
      '--no-renames',
      '--untracked-files=all',
      '--ignored=matching',
    ]
    const output = await readGit(place, ['--literal-pathspecs', 'status', ...flags, '--', ...some])
    for (const line of output.toString().split('\0')) {
      if (line !== '') found.set(line.slice(3), line.slice(0, 2))
    }
  }
  return found
}

// Well below what one command line may hold.
const pathsAtOnce = 200
