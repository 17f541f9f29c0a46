import { isAscii } from 'node:buffer'
import { ContentError } from '../errors.ts'
import { parseCommit } from './commit-fields.ts'
import { gitMissing } from './git.ts'
import type { CommitHeader } from './repository.ts'

/** What a commit object says, as `git log` would show it, and the tree that it stands for. */
export type StoredCommit = { readonly tree: string; readonly header: CommitHeader }

/**
 * A commit from its bytes.
 * @throws ContentError `GIT` where they are no commit, `GIT_MISSING` where its text is in another encoding than UTF-8
 */
export const parseCommitObject = (commit: string, whole: Buffer): StoredCommit => {
  // Git takes the text for a C string.
  const nul = whole.indexOf(0)
  const bytes = nul < 0 ? whole : whole.subarray(0, nul)
  const text = bytes.toString('latin1')
  const headEnd = text.indexOf('\n\n')
  const head = headEnd < 0 ? text : text.slice(0, headEnd)
  const [, tree, parents = ''] =
    /^tree ([0-9a-f]{40})((?:\nparent [0-9a-f]{40})*)(?:\n|$)/.exec(head) ?? []
  if (tree === undefined) throw malformed(commit)
  checkEncoding(commit, head, bytes)
  const author = personOf(head, 'author')
  const message = headEnd < 0 ? '' : text.slice(headEnd + 2)
  const values = [
    commit,
    parents.replaceAll('\nparent ', ' ').trim(),
    author.name,
    author.email,
    personOf(head, 'committer').time,
    subjectOf(message),
    message,
  ]
  const { changes: _, ...header } = parseCommit(
    values.map((value) => Buffer.from(value, 'latin1')),
    [],
  )
  return { tree, header }
}

type Person = { readonly name: string; readonly email: string; readonly time: string }

// As `split_ident_line` in Git's ident.c: the address is between the first `<` and the next `>`, the
// time is the first number behind the last `>`.
const personOf = (head: string, role: string): Person => {
  const line = head.split('\n').findLast((each) => each.startsWith(`${role} `)) ?? ''
  const [, name = '', email = ''] = /^[a-z]+ ([^<]*)<([^>]*)>/.exec(line) ?? []
  const [, time = ''] = /^[ \t]*(\d+)/.exec(line.slice(line.lastIndexOf('>') + 1)) ?? []
  // Not `trim`: the bytes are not decoded yet, and `à` ends in one that it takes for a space.
  return { name: name.replace(/[ \t\r]+$/, ''), email, time }
}

// As `format_subject` in Git's pretty.c: the lines of the first paragraph, joined.
const subjectOf = (message: string): string => {
  const lines = message.split('\n').map((line) => line.replace(/[ \t\r]+$/, ''))
  const first = lines.findIndex((line) => line !== '')
  if (first < 0) return ''
  const end = lines.indexOf('', first)
  return lines.slice(first, end < 0 ? undefined : end).join(' ')
}

// `git log` turns other encodings into UTF-8. Of ASCII there is nothing to turn.
const checkEncoding = (commit: string, head: string, bytes: Buffer): void => {
  const [, encoding = 'UTF-8'] = /^encoding (.*)$/m.exec(head) ?? []
  if (/^utf-?8$/i.test(encoding) || isAscii(bytes)) return
  throw gitMissing(
    `Cannot read the commit \`${commit.slice(0, 12)}\` without \`git\`: its message is in ${JSON.stringify(encoding)}`,
  )
}

const malformed = (commit: string): ContentError =>
  new ContentError('GIT', `Cannot read the commit \`${commit}\`: it is malformed`, {
    hint: 'See whether the clone is whole: install git and run `git fsck`.',
  })
