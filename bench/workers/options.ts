import { parseArgs } from 'node:util'
import { wholeNumber } from '../options.ts'
import { serverOf, type UploadServer } from '../uploads/options.ts'

/** What a publish has much of, and what bounds it. */
export const workerLoads = ['pictures', 'cores', 'documents', 'texts'] as const

export type WorkerLoad = (typeof workerLoads)[number]

/** What the bench of workers was asked for. */
export type WorkerOptions = {
  readonly only: ReadonlySet<WorkerLoad>
  readonly pictures: number
  readonly documents: number
  /** Requests to the embeddings server. */
  readonly requests: number
  /** Milliseconds that a request to the bucket is under way. */
  readonly distance: number
  /** Milliseconds before each answer of the embeddings server. */
  readonly latency: number
  readonly runs: number
  readonly output: string
  readonly server: UploadServer | null
  readonly databaseUrl: string
}

/** What `npm run bench:workers -- --help` prints. */
export const workerUsage = `npm run bench:workers -- [options]

  --only A,B      only these: ${workerLoads.join(', ')}
  --pictures N    pictures of a megapixel (default 40); \`cores\` are the same, each worker on a core of its own
  --documents N   documents of 10 kB, which are stored as they are (default 120)
  --requests N    about so many requests that the texts are packed into (default 24)
  --distance MS   that each request to the bucket is under way (default 50)
  --latency MS    before each answer of the local embeddings server (default 3000)
  --runs N        runs of everything (default 1)
  --output FILE   where results are kept (default: bench/RESULTS.md)

HMA_BENCH_DATABASE_URL names a PostgreSQL server with pgvector, which workers need to share anything. HMA_TEST_S3_URL names a server as
http://<key>:<secret>@<host>:<port>, on which buckets may be made; without it there are no documents, and pictures go to a directory.`

/** Reads the arguments and the environment variables; null where help was asked for. */
export const readWorkerOptions = (
  args: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): WorkerOptions | null => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: workerLoads.join(',') },
      pictures: { type: 'string', default: '40' },
      documents: { type: 'string', default: '120' },
      requests: { type: 'string', default: '24' },
      distance: { type: 'string', default: '50' },
      latency: { type: 'string', default: '3000' },
      runs: { type: 'string', default: '1' },
      output: { type: 'string', default: 'bench/RESULTS.md' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const databaseUrl = variables.HMA_BENCH_DATABASE_URL
  if (!databaseUrl) throw new Error('Expected HMA_BENCH_DATABASE_URL: workers share a server.')
  const server = serverOf(variables.HMA_TEST_S3_URL || null)
  const names = values.only.split(',')
  return {
    only: new Set(
      workerLoads.filter(
        (load) => names.includes(load) && (load !== 'documents' || server !== null),
      ),
    ),
    pictures: wholeNumber('pictures', values.pictures, 21),
    documents: wholeNumber('documents', values.documents, 21),
    requests: wholeNumber('requests', values.requests, 2),
    distance: wholeNumber('distance', values.distance, 0),
    latency: wholeNumber('latency', values.latency, 0),
    runs: wholeNumber('runs', values.runs, 1),
    output: values.output,
    server,
    databaseUrl,
  }
}
