import { median } from '../measure/samples.ts'
import { formatMegabytes, formatSeconds, markdownTable } from '../report/table.ts'
import type { PublishRun } from './publisher.ts'

/** What a soak came to. */
export type SoakOutcome = {
  readonly minutes: number
  readonly seed: number
  readonly commits: number
  readonly pushes: number
  readonly edits: Readonly<Record<string, number>>
  readonly publishes: number
  readonly kills: number
  readonly checks: number
  readonly objects: number
  readonly rebuilds: number
  readonly failures: readonly string[]
  /** By database, the publishes that came to their end, in order. */
  readonly runs: Readonly<Record<string, readonly PublishRun[]>>
  readonly machine: readonly string[]
}

/** The section of the results that tells of a soak. */
export const soakSection = (outcome: SoakOutcome): string =>
  [
    '## Soak',
    `${outcome.minutes.toFixed(1)} minutes of random edits, pushes and kills, seed ${outcome.seed}.`,
    outcome.machine.map((line) => `- ${line}`).join('\n'),
    markdownTable([
      ['', 'count'],
      ['commits, in pushes', `${outcome.commits}, ${outcome.pushes}`],
      ['edits', editsCell(outcome.edits)],
      ['publishes begun, of them killed', `${outcome.publishes}, ${outcome.kills}`],
      [
        'releases checked, objects hashed',
        `${outcome.checks}, ${outcome.objects.toLocaleString('en')}`,
      ],
      ['publishes from an empty state with the same manifest', String(outcome.rebuilds)],
      ['failures', String(outcome.failures.length)],
    ]),
    ...failureList(outcome.failures),
    runsTable(outcome.runs),
  ].join('\n\n')

const mostFailures = 20

const failureList = (failures: readonly string[]): readonly string[] =>
  failures.length === 0
    ? []
    : [
        failures
          .slice(0, mostFailures)
          .map((failure) => `- ${failure}`)
          .join('\n'),
      ]

const editsCell = (edits: SoakOutcome['edits']): string => {
  const total = Object.values(edits).reduce((sum, count) => sum + count, 0)
  const kinds = Object.entries(edits).map(([name, count]) => `${count} ${name}`)
  return `${total}: ${kinds.toSorted().join(', ')}`
}

const ends = 5

const runsTable = (runs: SoakOutcome['runs']): string =>
  markdownTable([
    [`medians of the first and the last ${ends} publishes`, 'seconds', 'peak MB'],
    ...Object.entries(runs)
      .filter(([, list]) => list.length > 0)
      .flatMap(([name, list]) => [
        [`${name}, first`, ...cells(list.slice(0, ends))],
        [`${name}, last`, ...cells(list.slice(-ends))],
      ]),
  ])

const cells = (runs: readonly PublishRun[]): readonly string[] => [
  formatSeconds(median(runs.map(({ seconds }) => seconds))),
  formatMegabytes(median(runs.map(({ peakBytes }) => peakBytes ?? 0))),
]
