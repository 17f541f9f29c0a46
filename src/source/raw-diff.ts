import { ContentError } from '../errors.ts'
import type { Change } from './change.ts'
import type { CommitRange } from './history.ts'
import { readPath } from './path-text.ts'
import { checkCommit } from './reference.ts'

/** A change before its path is read: Git writes the two one after the other. */
export type ChangeStart = Omit<Change, 'path'>

/** Arguments with which a comparison lists every difference, whatever the repository's configuration says. */
export const comparison: readonly string[] = [
  '-r',
  '-z',
  '--raw',
  '--no-abbrev',
  '--no-color',
  '--no-ext-diff',
  '--no-relative',
  '--no-renames',
  '--no-textconv',
  '--ignore-submodules=none',
  '-O/dev/null',
]

/** The same for a pass over commits. */
export const logArguments: readonly string[] = [
  'log',
  ...comparison,
  '--root',
  '--no-abbrev-commit',
  '--no-decorate',
  '--no-notes',
  '--no-show-signature',
  '--encoding=UTF-8',
]

/** The revision arguments of a range. Throws REF for anything but whole commit ids. */
export const revisions = ({ from, to }: CommitRange): readonly string[] => [
  checkCommit(to),
  ...(from === null ? [] : [`^${checkCommit(from)}`]),
  '--',
]

const lineFeed = 0x0a
const colon = 0x3a
const absent = '000000'

// https://git-scm.com/docs/diff-format#_raw_output_format
const startExpression = /^\n?:(\d{6}) (\d{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [A-Z]\d*$/

/** Whether a change begins here: with a colon, behind a line feed where it is a commit's first. */
export const startsChange = (token: Buffer): boolean =>
  token[0] === colon || (token[0] === lineFeed && token[1] === colon)

/** The modes and ids of a change. Throws GIT for any other text. */
export const parseChangeStart = (text: string): ChangeStart => {
  const [, oldMode, newMode, oldOid, newOid] = startExpression.exec(text) ?? []
  if (oldMode === undefined || newMode === undefined) throw unexpectedOutput('a change', text)
  return {
    oldMode,
    newMode,
    oldOid: oldMode === absent ? null : (oldOid ?? null),
    newOid: newMode === absent ? null : (newOid ?? null),
  }
}

/** The change that begins so and concerns the path in these bytes. */
export const finishChange = (start: ChangeStart, path: Buffer): Change => ({
  path: readPath(path),
  ...start,
})

/** What is thrown where Git prints something that its documentation does not foresee. */
export const unexpectedOutput = (expected: string, text: string): ContentError =>
  new ContentError(
    'GIT',
    `Expected ${expected} from \`git\`, got ${JSON.stringify(text.slice(0, 200))}`,
    { hint: 'See whether the clone is whole: `git fsck`.' },
  )
