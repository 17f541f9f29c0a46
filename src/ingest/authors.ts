import type { AuthorsFile } from '../contracts/authors.ts'
import { isUuid } from '../identifier.ts'
import type { Version } from '../item.ts'
import type { Json, JsonObject } from '../json.ts'
import type { HistoryCommit } from '../source/history.ts'
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

// A message may hold anything.
const mostReviewers = 20
const longestName = 250

// By characters, since half of one is no text to a database.
const clipped = (text: string): string =>
  text.length <= longestName ? text : [...text].slice(0, longestName).join('')

/** Who wrote a commit, and whom its `Reviewed-by:` trailers name. */
export const peopleOfCommit = ({
  author: { name, email },
  trailers,
}: Pick<HistoryCommit, 'author' | 'trailers'>): Pick<Version, 'author' | 'reviewers'> => {
  const reviewers = trailers
    .filter(({ key, value }) => key.toLowerCase() === 'reviewed-by' && value !== '')
    .map(({ value }) => clipped(value))
  return {
    author: `${clipped(name)} <${clipped(email)}>`,
    reviewers: [...new Set(reviewers)].slice(0, mostReviewers),
  }
}

/** The list of people and `.mailmap` of a commit, as far as they could be read. */
export type People = {
  readonly authors: JsonObject | undefined
  readonly mailmap: JsonObject | undefined
}

/**
 * Tells who is meant by `Name <address>`, or by anything that front matter may name somebody by: the UUID of an author
 * whom the academy lists, else the address or the name in lower case. So two names of one person count as one.
 */
export const personOf =
  ({ authors, mailmap }: People) =>
  (text: string): string => {
    const address = (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase()
    const mapped = mailmap?.[address]
    const email = typeof mapped === 'string' ? mapped : address
    const listed = authorsOf(authors).find(({ emails }) =>
      emails?.some((own) => own.toLowerCase() === email),
    )
    return listed?.id ?? authorNamed(authors, text.trim()) ?? email
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

/**
 * The author who has this name at a host, as `Name <address>`; null for everybody else, since anybody may have an account there. Hosts
 * take no notice of case.
 */
export const authorWithLogin = (
  metadata: JsonObject | undefined,
  provider: 'github' | 'gitlab',
  login: string,
): string | null => {
  const found = authorsOf(metadata).find(
    (author) => author[provider]?.toLowerCase() === login.toLowerCase(),
  )
  if (found?.emails === undefined) return null
  return `${found.name ?? found.id} <${found.emails[0] ?? ''}>`
}

/** Everything by which front matter may name somebody. */
export const namesOfAuthors = (metadata: JsonObject): readonly string[] =>
  authorsOf(metadata).flatMap(({ key, github, emails = [] }) =>
    [key, github, ...emails].filter((name) => name !== undefined),
  )
