import type { Change } from './change.ts'
import type { HistoryCommit } from './history.ts'
import { unexpectedOutput } from './raw-diff.ts'
import { isObjectId } from './reference.ts'
import { parseTrailers } from './trailers.ts'

/**
 * The placeholders of `git log --format` that a commit is made from: id, parents, author's name and
 * address, committer's time in seconds, subject, whole message (https://git-scm.com/docs/pretty-formats).
 */
export const commitFields: readonly string[] = ['%H', '%P', '%an', '%ae', '%ct', '%s', '%B']

/** The commit whose fields these are, in the order of `commitFields`. Throws GIT where the first is no commit id. */
export const parseCommit = (
  values: readonly Buffer[],
  changes: readonly Change[],
): HistoryCommit => {
  const [commit = '', parents = '', name = '', email = '', time = '', subject = '', message = ''] =
    values.map((value) => value.toString('utf8'))
  if (!isObjectId(commit)) throw unexpectedOutput('a commit', commit)
  return {
    commit,
    parents: parents === '' ? [] : parents.split(' '),
    author: { name, email },
    date: dateOf(Number(time)),
    subject: subject.trim(),
    trailers: parseTrailers(message),
    changes,
  }
}

// The last second of the year 9999: a commit may claim any time, but later ones have no four-digit
// year, which databases want.
const latest = 253_402_300_799

const dateOf = (seconds: number): string => {
  const known = Number.isSafeInteger(seconds) && seconds >= 0 ? Math.min(seconds, latest) : 0
  return new Date(known * 1000).toISOString().replace('.000Z', 'Z')
}
