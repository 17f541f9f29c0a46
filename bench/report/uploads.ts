import type { Row } from '../measure/samples.ts'
import { formatMegabytes, formatSeconds, markdownTable } from './table.ts'

/** What the bench of publishing came to. */
export type UploadResults = {
  readonly rows: readonly Row[]
  readonly machine: readonly string[]
  readonly remarks: readonly string[]
}

/** The section of uploads and pictures in the results. */
export const uploadsSection = ({ rows, machine, remarks }: UploadResults): string =>
  [
    '## Uploads and pictures',
    `Each tool puts the same files into the same bucket of one server, one after the other in alternating order; pictures come from
the same files at the same widths, formats, qualities and AVIF effort. hma-content also checks every byte that it puts against
its SHA-256, and keeps what it has put in its database, which was made beforehand. *Requests* are all that its process sent.
Its pictures are those of a whole \`publish\`, with a thumbnail each, from Git to the live release. Memory is that of the process
and of all that it started; pages of programs and libraries, which processes share, are counted once. Of it Node has 45 MB
before it does anything, and hma-content 88 MB once a single small object is put: 53 MB pages of programs, the rest the SDK, the
database's driver and what reads the configuration. A large object takes four buffers of 5 MiB and what was read into them; many small
ones let the heap grow to 30 MB, since each request of the SDK leaves 250 kB of garbage. A *film in Git LFS* comes from a server of Git LFS
through a whole \`publish\`; there memory is that of the program alone.`,
    [...machine, ...remarks].map((line) => `- ${line}`).join('\n'),
    markdownTable(
      [
        ['what', 'with', 'what it came to', 'seconds', 'fastest – slowest', 'runs', 'peak MB'],
        ...inGroups(rows).map((row) => [
          row.row,
          row.where,
          row.count,
          formatSeconds(row.seconds),
          `${formatSeconds(row.fastest)} – ${formatSeconds(row.slowest)}`,
          String(row.runs),
          formatMegabytes(row.peakBytes),
        ]),
      ],
      3,
    ),
  ].join('\n\n')

/** The README's table: the same rows, as far as a reader wants to compare them. */
export const uploadsTable = ({ rows }: UploadResults): string =>
  markdownTable([
    ['', 'time', 'peak MB'],
    ...inGroups(rows).map((row) => [
      `${row.row}, ${row.where}`,
      `${formatSeconds(row.seconds)} s`,
      formatMegabytes(row.peakBytes),
    ]),
  ])

/** Rows of the same thing beside each other. */
const inGroups = (rows: readonly Row[]): readonly Row[] =>
  [...Map.groupBy(rows, ({ row }) => row).values()].flat()
