import { parseArgs } from 'node:util'
import { wholeNumber } from '../options.ts'

/** What can be measured alone. */
export const uploadGroups = ['small', 'large', 'film', 'pictures'] as const

export type UploadGroup = (typeof uploadGroups)[number]

/** A server that speaks S3, and the keys to it. */
export type UploadServer = {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** What the bench of publishing was asked for. */
export type UploadOptions = {
  readonly only: ReadonlySet<UploadGroup>
  readonly small: number
  readonly smallBytes: number
  readonly largeBytes: number
  readonly filmBytes: number
  readonly pictures: number
  readonly runs: number
  readonly output: string
  readonly readme: boolean
  readonly server: UploadServer | null
  readonly databaseUrl: string | null
}

/** What `npm run bench:publish -- --help` prints. */
export const uploadUsage = `npm run bench:publish -- [options]

  --only A,B          only these: ${uploadGroups.join(', ')}
  --small N           so many small objects (default 5000)
  --small-bytes N     of so many bytes each (default 10000)
  --large-bytes N     bytes of the large one (default 1073741824); the server needs room for three of them
  --film-bytes N      bytes of the film in Git LFS (default 2147483648, below 4 GiB)
  --pictures N        so many pictures of 12 megapixels (default 24)
  --runs N            runs of everything (default 3)
  --output FILE       where results are kept (default: bench/RESULTS.md)
  --readme            put the short table into the README

HMA_TEST_S3_URL names a server as http://<key>:<secret>@<host>:<port>, on which buckets may be made; without it only
pictures are measured. HMA_BENCH_DATABASE_URL names a PostgreSQL server; without it the embedded database is used.`

/** Reads the arguments and the environment variables; null where help was asked for. */
export const readUploadOptions = (
  args: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): UploadOptions | null => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: uploadGroups.join(',') },
      small: { type: 'string', default: '5000' },
      'small-bytes': { type: 'string', default: '10000' },
      'large-bytes': { type: 'string', default: `${2 ** 30}` },
      'film-bytes': { type: 'string', default: `${2 ** 31}` },
      pictures: { type: 'string', default: '24' },
      runs: { type: 'string', default: '3' },
      output: { type: 'string', default: 'bench/RESULTS.md' },
      readme: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const names = values.only.split(',')
  return {
    only: new Set(uploadGroups.filter((group) => names.includes(group))),
    small: wholeNumber('small', values.small, 1),
    smallBytes: wholeNumber('small-bytes', values['small-bytes'], 16),
    largeBytes: wholeNumber('large-bytes', values['large-bytes'], 16),
    filmBytes: wholeNumber('film-bytes', values['film-bytes'], 4096),
    pictures: wholeNumber('pictures', values.pictures, 1),
    runs: wholeNumber('runs', values.runs, 1),
    output: values.output,
    readme: values.readme,
    server: serverOf(variables.HMA_TEST_S3_URL || null),
    databaseUrl: variables.HMA_BENCH_DATABASE_URL || null,
  }
}

/** A server by its address with the keys in it; null for none. */
export const serverOf = (address: string | null): UploadServer | null => {
  if (address === null) return null
  const { origin, username, password } = new URL(address)
  return { endpoint: origin, accessKeyId: username, secretAccessKey: password }
}
