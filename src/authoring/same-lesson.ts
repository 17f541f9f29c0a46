import type { Root } from 'mdast'
import type { Finding } from '../diagnostic.ts'
import { canonicalJson, type JsonObject } from '../json.ts'
import type { LessonReading } from '../lesson/lesson.ts'

/**
 * Whether a rewritten file is the same lesson for everyone who reads it: both digests, the front matter but for what
 * was `added`, the tree but for its positions, and no finding that was not there before.
 */
export const sameLesson = (
  before: LessonReading,
  after: LessonReading,
  added: JsonObject = {},
): boolean => {
  const [old, now] = [before.lesson, after.lesson]
  if (old === null || now === null) return false
  return (
    old.digest === now.digest &&
    old.sourceDigest === now.sourceDigest &&
    canonicalJson({ ...old.metadata, ...added }) === canonicalJson(now.metadata) &&
    withoutPositions(old.tree) === withoutPositions(now.tree) &&
    addsNone(before.findings, after.findings)
  )
}

const withoutPositions = (tree: Root): string =>
  JSON.stringify(tree, (key, value: unknown) => (key === 'position' ? undefined : value))

/** Whether each finding was there before, wherever it stands now. */
export const addsNone = (before: readonly Finding[], after: readonly Finding[]): boolean => {
  const left = before.map(nameOf)
  return after.every((finding) => {
    const at = left.indexOf(nameOf(finding))
    if (at !== -1) left.splice(at, 1)
    return at !== -1
  })
}

const nameOf = ({ rule, message }: Finding): string => `${rule} ${message}`
