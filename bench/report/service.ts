import type { LoadFigures } from '../service/load.ts'
import { formatMegabytes, markdownTable } from './table.ts'

/** One load, and what was found in the database after it. */
export type ServiceRow = {
  readonly what: string
  readonly load: LoadFigures
  /** Rows of deliveries that this load has left. */
  readonly rows: number
  /** Most memory of `serve` so far. */
  readonly peakBytes: number | null
}

/** The section of the service in the results. */
export const serviceSection = (
  rows: readonly ServiceRow[],
  machine: readonly string[],
  remarks: readonly string[],
): string =>
  [
    '## Deliveries',
    `One \`serve\` on a server takes what GitHub sends of a push (the example of its documentation), each with an id and a signature of its own,
over connections that stay open: over each the next as soon as the last was answered. Each tenth is bad, in four ways by turns: forged, signed but no JSON, of 3 MB,
of another repository. What is too large is not read, and the connection closed. Sender, service and database share the machine. *ms* are of those that were accepted. *Rows* are those in the database afterwards; they have to
be as many as were accepted, each with an id of its own. *Otherwise* counts requests that were not answered as they have to be.
Memory is the most that \`serve\` has held so far.`,
    [...machine, ...remarks].map((line) => `- ${line}`).join('\n'),
    serviceTable(rows),
  ].join('\n\n')

/** The table of loads, in the results and in the guide. */
export const serviceTable = (rows: readonly ServiceRow[]): string =>
  markdownTable([
    ['', 'a second', 'bad', 'accepted', 'rows', 'otherwise', 'p50 ms', 'p99 ms', 'peak MB'],
    ...rows.map(({ what, load, rows: found, peakBytes }) => [
      what,
      (load.requests / load.seconds).toFixed(0),
      String(load.bad),
      String(load.accepted.size),
      String(found),
      [...load.surprises].map(([status, count]) => `${count} × ${status}`).join('; ') || '0',
      quantile(load.times, 0.5),
      quantile(load.times, 0.99),
      formatMegabytes(peakBytes),
    ]),
  ])

const quantile = (ascending: readonly number[], share: number): string =>
  ascending[Math.floor(ascending.length * share)]?.toFixed(1) ?? '–'
