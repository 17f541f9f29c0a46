import type { Change } from './change.ts'
import type { GitPlace } from './git.ts'
import { splitAtNul, streamGit } from './git-stream.ts'
import type { CommitRange } from './history.ts'
import {
  type ChangeStart,
  finishChange,
  logArguments,
  parseChangeStart,
  revisions,
  startsChange,
  unexpectedOutput,
} from './raw-diff.ts'

/** A commit of the full history and what it changed against each of its parents. */
export type GraphCommit = {
  readonly commit: string
  readonly parents: readonly string[]
  /** One list for each parent, in parent order; for a root, one list against the empty tree. */
  readonly changes: readonly (readonly Change[])[]
}

/** Every commit of a range, children before parents, in one pass of Git that is never held in memory. */
export async function* walkAll(
  repository: GitPlace,
  range: CommitRange,
): AsyncGenerator<GraphCommit> {
  const args = [
    ...logArguments,
    '--topo-order',
    '--diff-merges=separate',
    // The one format that says which parent a list is against.
    '--pretty=raw',
    '--parents',
    ...revisions(range),
  ]
  let open: OpenCommit | null = null
  let start: ChangeStart | null = null
  for await (const tokens of splitAtNul(streamGit(repository, args))) {
    for (const token of tokens) {
      if (start !== null) {
        open?.list.push(finishChange(start, token))
        start = null
      } else if (startsChange(token)) start = parseChangeStart(token.toString('latin1'))
      else if (token.length > 0) {
        const header: Header = parseHeader(token.toString('latin1'))
        if (open !== null && open.commit !== header.commit) {
          yield closeCommit(open)
          open = null
        }
        open = openList(open, header)
        start = header.start
      }
    }
  }
  if (open !== null) yield closeCommit(open)
}

type Header = {
  readonly commit: string
  readonly parents: readonly string[]
  /** The parent that the following changes are against; null where there is only one way to compare. */
  readonly against: string | null
  readonly start: ChangeStart | null
}

type OpenCommit = {
  readonly commit: string
  readonly parents: readonly string[]
  readonly lists: ReadonlyMap<string | null, Change[]>
  /** The list that is being filled. */
  readonly list: Change[]
}

// The first line is Git's own. What an author wrote follows indented, behind an empty line, so only
// a last line that is not indented begins the changes.
const headerExpression =
  /^commit ([0-9a-f]{40,64})((?: [0-9a-f]{40,64})*)(?: \(from ([0-9a-f]{40,64})\))?\n(.*)$/s

const parseHeader = (text: string): Header => {
  const [, commit, parents = '', against = null, rest = ''] = headerExpression.exec(text) ?? []
  if (commit === undefined) throw unexpectedOutput('a commit', text)
  const body = rest.slice(rest.indexOf('\n\n') + 1 || rest.length)
  const last = body.slice(body.lastIndexOf('\n') + 1)
  return {
    commit,
    parents: parents.split(' ').slice(1),
    against,
    start: last.startsWith(':') ? parseChangeStart(last) : null,
  }
}

const openList = (open: OpenCommit | null, { commit, parents, against }: Header): OpenCommit => {
  const list: Change[] = []
  return { commit, parents, list, lists: new Map([...(open?.lists ?? []), [against, list]]) }
}

// Git is silent about a parent from which nothing differs.
const closeCommit = ({ commit, parents, lists }: OpenCommit): GraphCommit => ({
  commit,
  parents,
  changes:
    parents.length > 1 ? parents.map((parent) => lists.get(parent) ?? []) : [lists.get(null) ?? []],
})
