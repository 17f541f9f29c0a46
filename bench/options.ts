import { parseArgs } from 'node:util'
import type { DatabaseKind } from './measure/databases.ts'

/** The groups of rows that can be asked for alone. */
export const rowGroups = [
  'validate',
  'head',
  'history',
  'nothing',
  'one',
  'freshness',
  'translated',
  'peers',
] as const

export type RowGroup = (typeof rowGroups)[number]

/** What the bench was asked for. */
export type BenchOptions = {
  readonly lessons: number
  readonly commits: number
  readonly seed: number
  /** Null for generated lessons. */
  readonly repository: string | null
  readonly config: string | null
  readonly runs: number
  readonly only: ReadonlySet<RowGroup>
  readonly databases: readonly DatabaseKind[]
  readonly output: string
  readonly readme: boolean
  readonly serverUrl: string | null
}

/** What `npm run bench -- --help` prints. */
export const usage = `npm run bench -- [options]

  --lessons N         generate so many lessons (default 10000)
  --commits N         generate so many commits after the first (default 300)
  --seed N            generate other ones (default 1)
  --repository DIR    measure a real repository instead, which is only read
  --config FILE       its configuration (default: hma-content.yaml in it)
  --runs N            runs of everything but the whole history (default 3)
  --only A,B          only these rows: ${rowGroups.join(', ')}
  --databases A,B     pglite, native (default: both)
  --output FILE       where results are kept (default: bench/RESULTS.md)
  --readme            put the short table into the README

HMA_BENCH_DATABASE_URL names a PostgreSQL server with pgvector on which databases may be made.`

/** Reads the arguments and the one environment variable; null where help was asked for. */
export const readOptions = (
  args: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): BenchOptions | null => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      lessons: { type: 'string', default: '10000' },
      commits: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      repository: { type: 'string' },
      config: { type: 'string' },
      runs: { type: 'string', default: '3' },
      only: { type: 'string', default: rowGroups.join(',') },
      databases: { type: 'string', default: 'pglite,native' },
      output: { type: 'string', default: 'bench/RESULTS.md' },
      readme: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const serverUrl = variables.HMA_BENCH_DATABASE_URL || null
  const databases = chosen(values.databases, ['pglite', 'native'] as const)
  return {
    lessons: wholeNumber('lessons', values.lessons, 20),
    commits: wholeNumber('commits', values.commits, 0),
    seed: wholeNumber('seed', values.seed, 0),
    repository: values.repository ?? null,
    config: values.config ?? null,
    runs: wholeNumber('runs', values.runs, 1),
    only: new Set(chosen(values.only, rowGroups)),
    databases: databases.filter((kind) => kind === 'pglite' || serverUrl !== null),
    output: values.output,
    readme: values.readme,
    serverUrl,
  }
}

/** A whole number that an option gives. */
export const wholeNumber = (name: string, text: string, least: number): number => {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= least) return number
  throw new Error(`Expected a whole number of at least ${least} after --${name}, got \`${text}\`.`)
}

const chosen = <T extends string>(text: string, known: readonly T[]): readonly T[] => {
  const names = text.split(',')
  const unknown = names.find((name) => !known.some((one) => one === name))
  if (unknown !== undefined) {
    throw new Error(`Expected some of ${known.join(', ')}, got \`${unknown}\`.`)
  }
  return known.filter((name) => names.includes(name))
}
