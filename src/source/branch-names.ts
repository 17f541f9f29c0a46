import { askGit, type GitPlace } from './git.ts'

/** Branches that a clone names; null where it names none. */
export type BranchNames = {
  /** What is checked out. */
  readonly current: string | null
  /** The one that the remote `origin` gives to whoever asks for none. */
  readonly origin: string | null
}

/** Which branches a clone stands at. */
export const readBranchNames = async (place: GitPlace): Promise<BranchNames> => {
  const current = await shortName(place, 'HEAD')
  const origin = await shortName(place, 'refs/remotes/origin/HEAD')
  return { current, origin: origin?.replace(/^origin\//, '') ?? null }
}

// Where a name leads to no branch, `--quiet` fails without a word.
const shortName = async (place: GitPlace, name: string): Promise<string | null> =>
  (await askGit(place, ['symbolic-ref', '--quiet', '--short', name])).trim() || null
