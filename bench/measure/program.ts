import { type Measured, type Running, startProcess } from './run-process.ts'

/** The program under measurement, and where it works. */
export type Program = {
  readonly path: string
  readonly repository: string
  /** Its home directory, so that it finds no cache of an earlier day there. */
  readonly home: string
  /** Environment variables besides. */
  readonly variables?: Readonly<Record<string, string>>
}

/** What one run of the program is given. */
export type ProgramRun = {
  readonly config: string
  readonly state: string
  /** Null for the embedded database. */
  readonly databaseUrl: string | null
}

/** What `publish --format json` prints, as far as measuring reads it. */
export type Published = {
  readonly commit: string
  readonly items: Readonly<Record<string, number>>
  readonly versions: number
  readonly translations: Readonly<Record<string, number>>
  readonly release: number | null
  readonly media: { readonly bytes: number }
  readonly stages: Readonly<Record<string, number>>
  readonly peakMemoryBytes: number
}

/** Starts a command of the program as a process of its own. */
export const startProgram = (
  { path, repository, home, variables }: Program,
  { config, state, databaseUrl }: ProgramRun,
  args: readonly string[],
  memory: 'own' | 'all' = 'own',
): Running => {
  const flags = ['-C', repository, '--config', config, '--state', state, '--quiet']
  const database = databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }
  const env = { HOME: home, ...database, ...variables }
  return startProcess(process.execPath, [path, ...flags, ...args], { cwd: repository, env, memory })
}

/** Runs a command to its end; throws where the tool could not run or refused. */
export const runProgram = async (
  program: Program,
  run: ProgramRun,
  args: readonly string[],
  memory: 'own' | 'all' = 'own',
): Promise<Measured> => {
  const measured = await startProgram(program, run, args, memory).ended
  // 1 means that the content has faults, which a real repository may have.
  if (measured.code === 0 || measured.code === 1) return measured
  throw new Error(
    `\`${args.join(' ')}\` ended with ${measured.code}: ${measured.stderr.slice(-2000)}`,
  )
}

/** Publishes; gives how the process did, and what it printed. */
export const publishWith = async (
  program: Program,
  run: ProgramRun,
  memory: 'own' | 'all' = 'own',
): Promise<{ readonly measured: Measured; readonly published: Published }> => {
  const measured = await runProgram(program, run, ['publish', '--format', 'json'], memory)
  return { measured, published: JSON.parse(measured.stdout) as Published }
}
