import type { BlobRecord } from '../item.ts'
import { canonicalJson } from '../json.ts'
import type { ContentType } from '../lesson/lesson.ts'
import type { HistoryCommit } from '../source/history.ts'

/** How much a version differs from the one before; the seed's `change_type`. */
export type ChangeType = 'major' | 'minor' | 'patch' | 'hotfix'

const changeTypes: readonly ChangeType[] = ['major', 'minor', 'patch', 'hotfix']

/** What is compared to infer a change type where the commit does not say one. */
export type Shape = { readonly type: ContentType; readonly record: BlobRecord }

/**
 * A commit trailer `Change-Type:` wins, then a Conventional Commits prefix of the subject; else the
 * change is inferred: objectives, prerequisites or type → major, headings → minor, else patch.
 */
export const changeType = (
  commit: Pick<HistoryCommit, 'subject' | 'trailers'>,
  before: Shape | null,
  after: Shape | null,
): ChangeType => statedChangeType(commit) ?? inferredChangeType(before, after)

const statedChangeType = (
  commit: Pick<HistoryCommit, 'subject' | 'trailers'>,
): ChangeType | null => {
  const trailer = commit.trailers.findLast(({ key }) => key.toLowerCase() === 'change-type')
  const stated = changeTypes.find((type) => type === trailer?.value.trim().toLowerCase())
  if (stated !== undefined) return stated
  // https://www.conventionalcommits.org/en/v1.0.0/: type, optional scope, optional `!`, colon.
  const prefix = /^(\w+)(?:\([^)]*\))?(!)?:\s/.exec(commit.subject)
  if (prefix === null) return null
  if (prefix[2] === '!') return 'major'
  switch (prefix[1]?.toLowerCase()) {
    case 'feat':
      return 'minor'
    case 'fix':
      return 'patch'
    case 'hotfix':
      return 'hotfix'
    default:
      return null
  }
}

const inferredChangeType = (before: Shape | null, after: Shape | null): ChangeType => {
  if (before === null || after === null) return 'major'
  if (before.type !== after.type || aims(before.record) !== aims(after.record)) return 'major'
  return headings(before.record) === headings(after.record) ? 'patch' : 'minor'
}

const aims = (record: BlobRecord): string =>
  canonicalJson([[...(record.fields?.objectives ?? [])], [...(record.fields?.prerequisites ?? [])]])

const headings = (record: BlobRecord): string =>
  canonicalJson(record.outline.map((section) => [section.depth, section.title]))

/** The number after `number` for a change; a hotfix counts as a patch. The first version is 1.0.0. */
export const nextNumber = (number: string | null, type: ChangeType): string => {
  if (number === null) return '1.0.0'
  const [major = 0, minor = 0, patch = 0] = number.split('.').map(Number)
  if (type === 'major') return `${major + 1}.0.0`
  if (type === 'minor') return `${major}.${minor + 1}.0`
  return `${major}.${minor}.${patch + 1}`
}
