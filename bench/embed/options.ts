import { parseArgs } from 'node:util'
import { wholeNumber } from '../options.ts'

/** What can be measured alone. */
export const embedGroups = ['ways', 'kills', 'edits', 'search'] as const

export type EmbedGroup = (typeof embedGroups)[number]

/** What the bench of embeddings was asked for. */
export type EmbedOptions = {
  readonly only: ReadonlySet<EmbedGroup>
  readonly chunks: number
  readonly killed: number
  readonly kills: number
  readonly lessons: number
  readonly search: number
  /** Milliseconds before each answer of the server. */
  readonly latency: number
  readonly output: string
  readonly readme: boolean
  readonly databaseUrl: string | null
}

/** What `npm run bench:embed -- --help` prints. */
export const embedUsage = `npm run bench:embed -- [options]

  --only A,B      only these: ${embedGroups.join(', ')}
  --chunks N      chunks that each way keeps: cold, after one change, for another model (default 2500)
  --killed N      chunks of a fill that is killed, and of one that is not (default 100000)
  --kills N       how often it is killed (default 20)
  --lessons N     lessons of which one is edited, moved, reverted (default 10000)
  --search N      chunks that are searched (default 10000)
  --latency MS    before each answer of the local embeddings server (default 200)
  --output FILE   where results are kept (default: bench/RESULTS.md)
  --readme        put the short table into the README

HMA_BENCH_DATABASE_URL names a PostgreSQL server with pgvector; without it the embedded database is used.`

/** Reads the arguments and the environment variables; null where help was asked for. */
export const readEmbedOptions = (
  args: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): EmbedOptions | null => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: embedGroups.join(',') },
      chunks: { type: 'string', default: '2500' },
      killed: { type: 'string', default: '100000' },
      kills: { type: 'string', default: '20' },
      lessons: { type: 'string', default: '10000' },
      search: { type: 'string', default: '10000' },
      latency: { type: 'string', default: '200' },
      output: { type: 'string', default: 'bench/RESULTS.md' },
      readme: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const names = values.only.split(',')
  return {
    only: new Set(embedGroups.filter((group) => names.includes(group))),
    chunks: wholeNumber('chunks', values.chunks, 1),
    killed: wholeNumber('killed', values.killed, 1),
    kills: wholeNumber('kills', values.kills, 1),
    lessons: wholeNumber('lessons', values.lessons, 1),
    search: wholeNumber('search', values.search, 1),
    latency: wholeNumber('latency', values.latency, 0),
    output: values.output,
    readme: values.readme,
    databaseUrl: variables.HMA_BENCH_DATABASE_URL || null,
  }
}
