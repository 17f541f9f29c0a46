import type { Config } from '../config.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { BlobRecord } from '../item.ts'
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
  const unknown = (path: string, rule: string, what: string, name: string | null | undefined) =>
    name == null || isKnown(name)
      ? []
      : [unknownPerson(path, rule, `${what} that \`${listPath}\` lists`, name, list)]
  return (path) => {
    const fields = recordAt(path)?.fields
    return [
      ...unknown(path, 'AUTHOR_UNKNOWN', 'an author', fields?.author),
      ...unknown(path, 'REVIEWER_UNKNOWN', 'a reviewer', fields?.reviewer),
    ]
  }
}

const unknownPerson = (
  path: string,
  rule: string,
  expected: string,
  name: string,
  { metadata }: BlobRecord,
): Diagnostic => {
  const near = nearestWord(name, namesOfAuthors(metadata))
  return {
    path,
    line: 1,
    column: 1,
    severity: 'warning',
    rule,
    message: `Expected ${expected}, got ${quoted(name)}.`,
    hint: near === null ? 'Add the person to the list.' : `Did you mean ${quoted(near)}?`,
  }
}
