import { join } from 'node:path'
import type { Target } from '../measure/databases.ts'
import { type Program, type Published, startProgram } from '../measure/program.ts'

/** Publishes to one target, as a process each time. */
export type Publisher = {
  readonly target: Target
  readonly bucket: string
  /** Publishes to the end, or kills the process after some milliseconds; gives what it printed, or null. */
  readonly publish: (killAfter: number | null) => Promise<PublishRun>
  /** What a command prints with `--format json`. */
  readonly ask: <T>(...args: readonly string[]) => Promise<T>
  /** Publishes that came to their end, in order. */
  readonly runs: readonly PublishRun[]
}

export type PublishRun = {
  readonly ended: 'killed' | 'well'
  readonly seconds: number
  readonly peakBytes: number | null
  readonly published: Published | null
}

/** A publisher of what lies in the program's repository. */
export const openPublisher = (program: Program, config: string, target: Target): Publisher => {
  const runs: PublishRun[] = []
  const place = { ...target, config }
  const publish = async (killAfter: number | null): Promise<PublishRun> => {
    const running = startProgram(program, place, ['publish', '--format', 'json'])
    const timer = killAfter === null ? undefined : setTimeout(running.kill, killAfter)
    const { code, stdout, stderr, seconds, peakBytes } = await running.ended
    clearTimeout(timer)
    if (code === null && killAfter !== null)
      return { ended: 'killed', seconds, peakBytes, published: null }
    // 1 says that something was newly quarantined.
    if (code !== 0 && code !== 1)
      throw new Error(`publish ended with ${code}: ${stderr.slice(-1500)}`)
    const published = JSON.parse(stdout) as Published
    const run = { ended: 'well', seconds, peakBytes, published } as const
    runs.push(run)
    return run
  }
  const ask = async <T>(...args: readonly string[]): Promise<T> => {
    const { code, stdout, stderr } = await startProgram(program, place, [
      ...args,
      '--format',
      'json',
    ]).ended
    if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${stderr.slice(-1500)}`)
    return JSON.parse(stdout) as T
  }
  return { target, bucket: join(target.state, 'bucket'), publish, ask, runs }
}
