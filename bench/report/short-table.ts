import type { Row } from '../measure/samples.ts'
import { durableRow, freshnessRow, nothingRow, oneRow } from '../rows/incremental.ts'
import { headRow, historyRow, recordedRow } from '../rows/publish.ts'
import { floorOf, type Results } from './results.ts'
import { formatMegabytes, formatMultiple, formatSeconds, markdownTable } from './table.ts'

const ownRows = [
  recordedRow,
  headRow,
  historyRow,
  durableRow,
  oneRow,
  nothingRow,
  freshnessRow,
] as const

/** The README's table: our rows on both databases, then the other tools, all of one run. */
export const shortTable = ({ corpus, rows }: Results): string => {
  const find = (row: string, where: string): Row | undefined =>
    rows.find((one) => one.row === row && one.where === where)
  const cells = (row: Row | undefined): readonly string[] =>
    row === undefined
      ? ['–', '–', '–']
      : [
          `${formatSeconds(row.seconds)} s`,
          formatMultiple(row.seconds, floorOf(rows, row.row)),
          formatMegabytes(row.peakBytes),
        ]
  const head = ['', 'time', '× floor', 'peak MB']
  const own = (where: string, name: string): readonly (readonly string[])[] =>
    ownRows
      .filter((row) => find(row, where) !== undefined)
      .map((row) => [`${row}, ${name}`, ...cells(find(row, where))])
  const validate = rows.filter(({ where }) => where === 'none needed')
  const others = rows.filter(({ row }) => row === 'cold')
  const table = [
    head,
    ...rows.filter(({ where }) => where === 'git').map((row) => [row.row, ...cells(row)]),
    ...validate.map((row) => [row.row, ...cells(row)]),
    ...own('native', 'PostgreSQL'),
    ...own('pglite', 'embedded'),
    ...others.map((row) => [`${row.where}, cold`, ...cells(row)]),
  ]
  return `${corpus.title}; medians of one run:\n\n${markdownTable(table)}`
}
