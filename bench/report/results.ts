import { type Corpus, translationsOf } from '../corpus/corpus.ts'
import type { Row } from '../measure/samples.ts'
import { floorRow, historyFloorRow } from '../rows/floor.ts'
import { historyRow } from '../rows/publish.ts'
import { formatMegabytes, formatMultiple, formatSeconds, markdownTable } from './table.ts'

/** Everything that the section of one corpus says. */
export type Results = {
  readonly corpus: Corpus
  readonly rows: readonly Row[]
  readonly machine: readonly string[]
  readonly remarks: readonly string[]
}

/** The section of one corpus in the results. */
export const resultsSection = ({ corpus, rows, machine, remarks }: Results): string =>
  [
    `## ${corpus.title}`,
    describeCorpus(corpus),
    machine.map((line) => `- ${line}`).join('\n'),
    ...(remarks.length === 0 ? [] : [remarks.map((remark) => `- ${remark}`).join('\n')]),
    measuredTable(othersLast(rows)),
    ...stagesTable(rows),
  ].join('\n\n')

const describeCorpus = (corpus: Corpus): string => {
  const bytes = corpus.files.reduce((sum, file) => sum + file.bytes, 0)
  const { all, firstParent } = corpus.commits
  return [
    `${(corpus.files.length - translationsOf(corpus)).toLocaleString('en')} lessons and ${translationsOf(corpus)} translations,`,
    `${(bytes / 1_000_000).toFixed(1)} MB; ${all.toLocaleString('en')} commits, ${firstParent.toLocaleString('en')} of them first-parent;`,
    `head ${corpus.commit.slice(0, 12)}.`,
  ].join(' ')
}

/** Median seconds of the floor that a row is held against. */
export const floorOf = (rows: readonly Row[], row: string): number | null => {
  const name = row === historyRow ? historyFloorRow : floorRow
  return rows.find((one) => one.row === name)?.seconds ?? null
}

const ours = new Set(['git', 'none needed', 'pglite', 'native'])

const othersLast = (rows: readonly Row[]): readonly Row[] => [
  ...rows.filter(({ where }) => ours.has(where)),
  ...rows.filter(({ where }) => !ours.has(where)),
]

const measuredTable = (rows: readonly Row[]): string =>
  markdownTable(
    [
      [
        'what',
        'with',
        'what it came to',
        'seconds',
        'fastest – slowest',
        'runs',
        '× floor',
        'peak MB',
      ],
      ...rows.map((row) => [
        row.row,
        row.where,
        row.count,
        formatSeconds(row.seconds),
        `${formatSeconds(row.fastest)} – ${formatSeconds(row.slowest)}`,
        String(row.runs),
        formatMultiple(row.seconds, floorOf(rows, row.row)),
        formatMegabytes(row.peakBytes),
      ]),
    ],
    3,
  )

const stagesTable = (rows: readonly Row[]): readonly string[] => {
  const staged = rows.flatMap((row) =>
    row.stages === null ? [] : [{ ...row, stages: row.stages }],
  )
  const [first] = staged
  if (first === undefined) return []
  const names = Object.keys(first.stages)
  const table = markdownTable(
    [
      ['seconds per stage', 'with', ...names],
      ...staged.map(({ row, where, stages }) => [
        row,
        where,
        ...names.map((name) => formatSeconds(stages[name] ?? 0)),
      ]),
    ],
    2,
  )
  return [table]
}
