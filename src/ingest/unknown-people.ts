import type { Config } from '../config.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { BlobRecord } from '../item.ts'
import { placeIn } from '../lesson/field-places.ts'
import { quoted } from '../lesson/finding.ts'
import { nearestWord } from '../lesson/nearest-word.ts'
import { authorNamed, namesOfAuthors } from './authors.ts'

/**
 * Makes the function that tells which people a file's front matter names that the list of authors does not have.
 * Without such a list, or while it has faults of its own, nobody is unknown.
 */
export const unknownPeople = (
  { authors: listPath }: Pick<Config, 'authors'>,
  recordAt: (path: string) => BlobRecord | null,
): ((path: string) => readonly Diagnostic[]) => {
  const list = recordAt(listPath)
  if (list?.fit !== true) return () => []
  const known = new Map<string, string | null>()
  const isKnown = (name: string): boolean => {
    if (!known.has(name)) known.set(name, authorNamed(list.metadata, name))
    return known.get(name) !== null
  }
  const unknown = (at: At, rule: string, what: string, name: string | null | undefined) =>
    name == null || isKnown(name)
      ? []
      : [unknownPerson(at, rule, `${what} that \`${listPath}\` lists`, name, list)]
  return (path) => {
    const record = recordAt(path)
    if (record === null) return []
    const { fields, places } = record
    const authorAt = { path, ...placeIn(places, 'author') }
    const reviewerAt = { path, ...placeIn(places, 'reviewer') }
    return [
      ...unknown(authorAt, 'AUTHOR_UNKNOWN', 'an author', fields?.author),
      ...unknown(reviewerAt, 'REVIEWER_UNKNOWN', 'a reviewer', fields?.reviewer),
    ]
  }
}

type At = Pick<Diagnostic, 'path' | 'line' | 'column'>

const unknownPerson = (
  at: At,
  rule: string,
  expected: string,
  name: string,
  { metadata }: BlobRecord,
): Diagnostic => {
  const near = nearestWord(name, namesOfAuthors(metadata))
  return {
    ...at,
    severity: 'warning',
    rule,
    message: `Expected ${expected}, got ${quoted(name)}.`,
    hint: near === null ? 'Add the person to the list.' : `Did you mean ${quoted(near)}?`,
  }
}
