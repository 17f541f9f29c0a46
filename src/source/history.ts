import type { Change } from './change.ts'
import { commitFields, parseCommit } from './commit-fields.ts'
import type { GitPlace } from './git.ts'
import { splitAtNul, streamGit } from './git-stream.ts'
import {
  type ChangeStart,
  finishChange,
  logArguments,
  parseChangeStart,
  revisions,
  startsChange,
  unexpectedOutput,
} from './raw-diff.ts'
import { checkCommit } from './reference.ts'
import type { Trailer } from './trailers.ts'

/** A commit of the publish branch and what it changed there. */
export type HistoryCommit = {
  readonly commit: string
  /** All of them, the first parent first; empty for a root. */
  readonly parents: readonly string[]
  readonly author: { readonly name: string; readonly email: string }
  /** When it was committed: ISO 8601 in UTC, such as `2026-01-31T12:00:00Z`. */
  readonly date: string
  readonly subject: string
  readonly trailers: readonly Trailer[]
  /** Against the first parent, or the empty tree for a root; in path order. */
  readonly changes: readonly Change[]
}

/** Commits reachable from `to` and not from `from`; all of them where `from` is null. Both are whole ids. */
export type CommitRange = { readonly from: string | null; readonly to: string }

/** The first-parent line of a range, oldest first, in one pass of Git that is never held in memory. */
export const walkHistory = (
  repository: GitPlace,
  range: CommitRange,
): AsyncGenerator<HistoryCommit> => readLog(repository, ['--reverse', ...revisions(range)])

/** One commit by its whole id, with its changes against its first parent. Throws GIT where it is not there. */
export const readCommit = async (repository: GitPlace, id: string): Promise<HistoryCommit> => {
  for await (const commit of readLog(repository, ['-1', checkCommit(id), '--'])) return commit
  throw unexpectedOutput('a commit', id)
}

async function* readLog(
  repository: GitPlace,
  selection: readonly string[],
): AsyncGenerator<HistoryCommit> {
  const args = [
    ...logArguments,
    '--first-parent',
    '--diff-merges=first-parent',
    `--format=${commitFields.join('%x00')}`,
    ...selection,
  ]
  let fields: Buffer[] = []
  let changes: Change[] = []
  let start: ChangeStart | null = null
  for await (const tokens of splitAtNul(streamGit(repository, args))) {
    for (const token of tokens) {
      // Fields and paths are known by their place, so nothing that an author writes can be taken
      // for something else.
      if (start !== null) {
        changes.push(finishChange(start, token))
        start = null
      } else if (fields.length < commitFields.length) fields.push(token)
      else if (startsChange(token)) start = parseChangeStart(token.toString('latin1'))
      else {
        yield parseCommit(fields, changes)
        fields = [token]
        changes = []
      }
    }
  }
  if (fields.length > 0) yield parseCommit(fields, changes)
}
