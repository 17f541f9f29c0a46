import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCdnServer } from '../support/cdn-server.ts'
import { type CliRun, type StartedCli, startProgram, type Variables } from '../support/program.ts'

/** Where one publisher's rows and objects go. */
export type Place = {
  /** The repository's directory. */
  readonly repository: string
  readonly state: string
  /** `DATABASE_URL` where the rows go to a server. */
  readonly variables: Variables
}

// Hundreds of processes are started. Together these take the 2.4 s of processor time that one needs with an
// embedded database to 1.0: compiled code is kept, and the database's code is not optimised.
const compiled = { NODE_COMPILE_CACHE: join(tmpdir(), 'hma-content-test-compiled') }

// Every release is told of here; how often is another test's matter.
const cdn = await startCdnServer('E2QWRUHAPOMQZL')
const told = {
  AWS_ENDPOINT_URL_CLOUDFRONT: cdn.endpoint,
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
}

const unoptimised = '--liftoff-only'

const preload = `--import=${new URL('../support/signal-at-point.ts', import.meta.url).href}`

type Start = { readonly signal?: string; readonly flags?: readonly string[] }

/**
 * Starts a command there. `signal`, as in `SIGKILL released 1`, is what it gets at which arrival at a point;
 * `none` has it only write down the points that it reaches, in the file that `HMA_TEST_REACHED` names.
 */
export const startCommand = (
  { repository, state, variables }: Place,
  command: string,
  { signal, flags = [] }: Start = {},
): StartedCli =>
  startProgram(
    repository,
    [command, '--state', state, ...flags],
    { ...compiled, ...told, ...variables, HMA_TEST_SIGNAL: signal ?? '' },
    [unoptimised, ...(signal === undefined ? [] : [preload])],
  )

/** Starts `publish` there. */
export const startPublish = (place: Place, start: Start = {}): StartedCli =>
  startCommand(place, 'publish', start)

/** Publishes to the end. */
export const publishAt = async (place: Place, ...flags: readonly string[]): Promise<CliRun> => {
  const run = await startPublish(place, { flags }).ended
  if (run.code !== 0) throw new Error(`publish ended with ${run.code}: ${run.stderr}`)
  return run
}

/** A place of its own, with a copy of another's state where one is given; disposing of it removes it. */
export const openPlace = async (
  repository: string,
  from: Place | null,
): Promise<Place & AsyncDisposable> => {
  const directory = await mkdtemp(join(tmpdir(), 'hma-crash-'))
  const state = join(directory, 'state')
  if (from !== null) await cp(from.state, state, { recursive: true })
  const dispose = (): Promise<void> => rm(directory, { recursive: true, force: true })
  return { repository, state, variables: {}, [Symbol.asyncDispose]: dispose }
}
