import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** How a measured process ended. */
export type Measured = {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** From its start to its end, on the wall clock. */
  readonly seconds: number
  /** Most memory that it held at once, with its children where these were asked for; null where the system does not tell. */
  readonly peakBytes: number | null
}

export type ProcessOptions = {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** File descriptor for its standard input. */
  readonly input?: number
  /** `drop` sends standard output to the null device, so that nobody has to read it. */
  readonly output?: 'keep' | 'drop'
  /**
   * `all` counts the memory of what the process starts, too, as far as it is seen every 15 ms. Pages of programs and
   * libraries are in memory once, whoever has mapped them: of these the largest share counts alone.
   */
  readonly memory?: 'own' | 'all'
}

/** A process that runs, and how it will have ended. */
export type Running = {
  readonly pid: number | undefined
  readonly kill: () => void
  readonly ended: Promise<Measured>
}

/** Starts a process with no environment variables but `PATH`, `HOME` and the given ones. */
export const startProcess = (
  command: string,
  args: readonly string[],
  { cwd, env = {}, input, output = 'keep', memory = 'own' }: ProcessOptions,
): Running => {
  const start = performance.now()
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: [input ?? 'ignore', output === 'keep' ? 'pipe' : 'ignore', 'pipe'],
  })
  let peakBytes: number | null = null
  const look = (): void => {
    if (child.pid === undefined) return
    if (memory === 'own') peakBytes = readPeak(child.pid) ?? peakBytes
    else {
      const { own, files } = memoryOfTree(child.pid)
      peakBytes = Math.max(peakBytes ?? 0, own + files) || null
    }
  }
  // The kernel keeps the peak, so that only what comes after the last look is missed.
  const timer = setInterval(look, 15)
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
  child.stdout?.on('data', (data: Buffer) => stdout.push(data))
  child.stderr?.on('data', (data: Buffer) => stderr.push(data))
  const { promise: ended, resolve, reject } = Promise.withResolvers<Measured>()
  child.on('error', (error) => {
    clearInterval(timer)
    reject(error)
  })
  let seconds = 0
  child.on('exit', () => {
    seconds = (performance.now() - start) / 1000
    clearInterval(timer)
  })
  child.on('close', (code) =>
    resolve({
      code,
      stdout: Buffer.concat(stdout).toString(),
      stderr: Buffer.concat(stderr).toString(),
      seconds,
      peakBytes,
    }),
  )
  return { pid: child.pid, kill: () => child.kill('SIGKILL'), ended }
}

/** Runs a process to its end. */
export const runProcess = (
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<Measured> => startProcess(command, args, options).ended

/** Bytes that a process and all below it hold now: what each has of its own, and the most that one has mapped of files. */
const memoryOfTree = (pid: number): { readonly own: number; readonly files: number } => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    const below = children
      .split(' ')
      .filter((child) => child !== '')
      .map((child) => memoryOfTree(Number(child)))
    const bytes = (name: string): number =>
      Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm'))?.[1] ?? 0) * 1024
    return {
      own: below.reduce((sum, { own }) => sum + own, bytes('RssAnon') + bytes('RssShmem')),
      files: Math.max(bytes('RssFile'), ...below.map(({ files }) => files)),
    }
  } catch {
    return { own: 0, files: 0 } // It has ended, or this system has no such file.
  }
}

/** The most memory that a process has held so far; null where the system does not tell. */
export const readPeak = (pid: number): number | null => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const [, kilobytes] = status.match(/^VmHWM:\s+(\d+) kB$/m) ?? []
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch {
    return null // It has ended, or this system has no such file.
  }
}
