import { type BoardEntry, byUrgency, countByLanguage } from '../translation/board.ts'
import { printable } from './printable.ts'
import { table } from './terminal.ts'

/** A row of the matrix: an item, and what it is like in each language. */
export type MatrixRow = {
  readonly slug: string
  readonly title: string
  readonly cells: ReadonlyMap<string, BoardEntry>
}

/** Entries as rows of a matrix, in the order in which items first come. */
export const matrixRows = (entries: readonly BoardEntry[]): readonly MatrixRow[] => {
  const rows = new Map<string, { slug: string; title: string; cells: Map<string, BoardEntry> }>()
  for (const entry of entries) {
    const { slug, title, type, language } = entry
    const row = rows.get(`${type} ${slug}`) ?? { slug, title, cells: new Map() }
    rows.set(`${type} ${slug}`, row)
    row.cells.set(language, entry)
  }
  return [...rows.values()]
}

/** Items by languages, for a person, with a line of sums. */
export const formatMatrix = (entries: readonly BoardEntry[]): string => {
  const counts = countByLanguage(entries)
  const languages = counts.map(({ language }) => language)
  const rows = matrixRows(entries).map(({ slug, cells }) => [
    printable(slug),
    ...languages.map((language) => cellOf(cells.get(language))),
  ])
  const percent = counts.map(
    ({ current, outdated, missing }) =>
      `${Math.floor((100 * current) / (current + outdated + missing))}%`,
  )
  return [
    table([['', ...languages], ...rows, ['current', ...percent]]),
    '',
    'ok current · a number: outdated by so many words, 0 by its title, description or order · - missing',
  ].join('\n')
}

const cellOf = (entry: BoardEntry | undefined): string => {
  if (entry === undefined) return ''
  if (entry.freshness === 'current') return 'ok'
  return entry.freshness === 'missing' ? '-' : String(entry.words)
}

/** Entries for a person, the most urgent first, each with the sections of its source that changed. */
export const formatBoardList = (entries: readonly BoardEntry[]): string =>
  entries.length === 0
    ? 'Nothing to translate.'
    : byUrgency(entries)
        .flatMap(({ slug, language, state, freshness, words, sections }) => [
          `${freshness.padEnd(8)}  ${language}  ${printable(slug)}  (${state}, ${counted(words, 'word')})`,
          ...sections.map(
            ({ change, title, words: changed }) =>
              `            ${change.padEnd(7)}  ${title === '' ? 'the text before the first heading' : printable(title)}${changed === 0 ? '' : `, ${counted(changed, 'word')}`}`,
          ),
        ])
        .join('\n')

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Entries as comma-separated values with a line of names, the most urgent first: RFC 4180, which spreadsheets read. */
export const formatBoardCsv = (entries: readonly BoardEntry[]): string =>
  [
    ['slug', 'language', 'state', 'freshness', 'words', 'sections', 'title', 'path'],
    ...byUrgency(entries).map((entry) => [
      entry.slug,
      entry.language,
      entry.state,
      entry.freshness,
      String(entry.words),
      entry.sections.map(({ anchor, change }) => `${change} #${anchor}`).join('; '),
      entry.title,
      entry.path ?? '',
    ]),
  ]
    .map((row) => row.map(csvCell).join(','))
    .join('\r\n')

// What begins so is taken for a formula: https://owasp.org/www-community/attacks/CSV_Injection
const csvCell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
