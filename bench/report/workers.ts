import type { Row } from '../measure/samples.ts'
import type { WorkerLoad } from '../workers/options.ts'
import { formatSeconds, markdownTable } from './table.ts'

const explained: Readonly<Record<WorkerLoad, string>> = {
  pictures: `Encoding takes cores: one worker fills those of the machine, so a second has none to add.`,
  cores: `Each worker is kept to a core of its own, as two machines with one core each.`,
  documents: `They are stored as they are, so each mostly waits for the bucket, which is behind a proxy that keeps back every packet.`,
  texts: `Requests mostly wait for a local server that answers late, in a thread of the bench; each worker has four under way.`,
}

/** The section of a load in the results. */
export const workersSection = (
  load: WorkerLoad,
  rows: readonly Row[],
  facts: readonly string[],
): string =>
  [
    `## One publish, shared by workers: ${load}`,
    `A push is published by workers on one machine that share a database and a bucket; each has a state directory and a mirror of its own. Seconds are
those of the stage that is shared, in which the second worker also fetches its mirror, and those of the whole publish. ${explained[load]}`,
    facts.map((line) => `- ${line}`).join('\n'),
    markdownTable(
      [
        [
          'what',
          'with',
          'who did what',
          'seconds',
          'fastest – slowest',
          'runs',
          'beside one worker',
        ],
        ...[...Map.groupBy(rows, ({ row }) => row).values()]
          .flat()
          .map((row) => [
            row.row,
            row.where,
            row.count,
            formatSeconds(row.seconds),
            `${formatSeconds(row.fastest)} – ${formatSeconds(row.slowest)}`,
            String(row.runs),
            beside(rows, row),
          ]),
      ],
      3,
    ),
  ].join('\n\n')

const beside = (rows: readonly Row[], { row, seconds }: Row): string => {
  const one = rows.find((other) => other.row === row && other.where === 'one worker')
  return one === undefined ? '–' : `${(one.seconds / seconds).toFixed(2)} ×`
}
