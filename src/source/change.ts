import type { GitPlace } from './git.ts'
import { splitAtNul, streamGit } from './git-stream.ts'
import { type ChangeStart, comparison, finishChange, parseChangeStart } from './raw-diff.ts'
import { checkCommit } from './reference.ts'

/** One path that differs between two trees; a rename is a removal and an addition. */
export type Change = {
  /** From the top of the repository, with `/`; bytes that are no UTF-8 are shown as `\xff`. */
  readonly path: string
  /** Six octal digits; `000000` where the path is absent. */
  readonly oldMode: string
  readonly newMode: string
  /** Null where the path is absent. */
  readonly oldOid: string | null
  readonly newOid: string | null
}

/** A file as the change that adds it. */
export const addedFile = (path: string, newMode: string, newOid: string): Change => ({
  path,
  oldMode: '000000',
  newMode,
  oldOid: null,
  newOid,
})

/** What differs between the trees of two commits, in path order; `from` null stands for an empty tree. */
export const diffTrees = async (
  repository: GitPlace,
  from: string | null,
  to: string,
): Promise<readonly Change[]> => {
  const target = checkCommit(to)
  const base = from === null ? emptyTree(target) : checkCommit(from)
  const output = streamGit(repository, ['diff-tree', ...comparison, base, target])
  const changes: Change[] = []
  let start: ChangeStart | null = null
  for await (const tokens of splitAtNul(output)) {
    for (const token of tokens) {
      if (start !== null) changes.push(finishChange(start, token))
      start = start === null ? parseChangeStart(token.toString('latin1')) : null
    }
  }
  return changes
}

// The id that Git gives to a tree without entries; it need not be stored.
const emptyTree = (commit: string): string =>
  commit.length === 40
    ? '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
    : '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321'
