import { ContentError } from '../errors.ts'

// Narrower than what Git itself allows, so that no option, revision expression or path outside
// `refs/` can be meant; the same forms that GitHub and GitLab give branches and merge requests.
const referenceExpression =
  /^refs\/(?:heads|tags|remotes\/[A-Za-z0-9_-]+|pull\/\d+|merge-requests\/\d+)\/[A-Za-z0-9._/-]{1,200}$/

/** Whether text is a whole object id: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits. */
export const isObjectId = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

/** Whether text may be an object id cut short: 7 or more lower-case hexadecimal digits. */
export const isAbbreviation = (text: string): boolean => /^[0-9a-f]{7,64}$/.test(text)

/** The whole commit id itself; throws REF for anything else. */
export const checkCommit = (commit: string): string => {
  if (isObjectId(commit)) return commit
  throw refused('a commit id of 40 or 64 lower-case hexadecimal digits', commit)
}

/** The full name of a reference itself, such as `refs/heads/main`; throws REF for anything else. */
export const checkReference = (reference: string): string => {
  if (isReferenceName(reference)) return reference
  throw refused('a reference such as `refs/heads/main`', reference)
}

/** The branch name itself, such as `main` or `feature/geese`; throws REF for anything else. */
export const checkBranch = (branch: string): string => {
  if (branch !== 'HEAD' && isReferenceName(`refs/heads/${branch}`)) return branch
  throw refused('a branch name', branch)
}

/** Whether text is the full name of a reference, such as `refs/heads/main`. */
export const isReferenceName = (reference: string): boolean =>
  referenceExpression.test(reference) &&
  reference.split('/').every((part) => /^[^.-]/.test(part) && !/(?:\.|\.lock)$/.test(part)) &&
  !reference.includes('..')

const refused = (expected: string, value: string): ContentError =>
  new ContentError('REF', `Expected ${expected}, got ${JSON.stringify(value)}`, {
    hint: 'Use letters, digits, `.`, `_`, `-` and `/`; no part begins with `-` or `.`, or ends with `.` or `.lock`.',
  })
