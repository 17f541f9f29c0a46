import type { AuthorsFile } from '../contracts/authors.ts'
import { isUuid } from '../identifier.ts'
import type { Json, JsonObject } from '../json.ts'
import { type Ledger, recordAt } from './ledger.ts'

type Person = AuthorsFile['authors'][number]
type Author = Pick<Person, 'id'> & Partial<Person>

// An entry that the schema refuses has been reported; the others still count.
const authorsOf = (metadata: JsonObject | undefined): readonly Author[] => {
  const authors: Json = metadata?.authors ?? null
  return Array.isArray(authors) ? (authors.filter(isAuthor) as unknown as readonly Author[]) : []
}

const isAuthor = (entry: Json): boolean => {
  if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return false
  const { id, emails = [] } = entry as JsonObject
  const sound = Array.isArray(emails) && emails.every((email) => typeof email === 'string')
  return sound && typeof id === 'string' && isUuid(id)
}

/**
 * The UUID of the person behind a commit's e-mail address, by `authors.yaml` and `.mailmap` as they
 * are at this commit; null for people the academy does not list.
 */
export const authorOfCommit = (ledger: Ledger): string | null => {
  const address = ledger.commit.author.email.toLowerCase()
  const mailmap = recordAt(ledger, '.mailmap')?.metadata
  const mapped = mailmap?.[address]
  const email = typeof mapped === 'string' ? mapped : address
  const authors = authorsOf(recordAt(ledger, ledger.config.authors)?.metadata)
  return (
    authors.find(({ emails }) => emails?.some((own) => own.toLowerCase() === email))?.id ?? null
  )
}

/** The UUID of the author whom front matter names by key, GitHub name, e-mail address or id. */
export const authorNamed = (
  metadata: JsonObject | undefined,
  name: string | null,
): string | null =>
  name === null
    ? null
    : (authorsOf(metadata).find(
        (author) =>
          author.id === name ||
          author.key === name ||
          author.github === name ||
          author.emails?.includes(name),
      )?.id ?? null)

/** Everything by which front matter may name somebody. */
export const namesOfAuthors = (metadata: JsonObject): readonly string[] =>
  authorsOf(metadata).flatMap(({ key, github, emails = [] }) =>
    [key, github, ...emails].filter((name) => name !== undefined),
  )
