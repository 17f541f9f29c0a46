import type { GitPlace } from './git.ts'
import { readGit } from './git-stream.ts'

/** Those of some files of a work tree whose content is in no commit of HEAD: new ones, and edited ones. Throws GIT where Git cannot tell. */
export const uncommittedAmong = async (
  place: GitPlace,
  paths: readonly string[],
): Promise<readonly string[]> => {
  const found = new Set<string>()
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
      if (line !== '') found.add(line.slice(3))
    }
  }
  return paths.filter((path) => found.has(path))
}

// Well below what one command line may hold.
const pathsAtOnce = 200
