import { type ChildProcess, execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'

/** How a command ended and what it printed. `code` is null where a signal ended it. */
export type CliRun = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
export type StartedCli = { readonly child: ChildProcess; readonly ended: Promise<CliRun> }

export type Variables = Readonly<Record<string, string>>

const program = fileURLToPath(new URL('../../bin/hma-content.js', import.meta.url))

/**
 * Starts the real program in a directory; it sees no environment variables but `PATH` and the given ones.
 * `nodeFlags` go to Node itself.
 */
export const startProgram = (
  directory: string,
  args: readonly string[],
  variables: Variables = {},
  nodeFlags: readonly string[] = [],
): StartedCli => {
  const env = { PATH: process.env.PATH, HOME: tmpdir(), ...variables }
  const options = { cwd: directory, env, maxBuffer: 1 << 28 }
  const { promise: ended, resolve } = Promise.withResolvers<CliRun>()
  const command = [...nodeFlags, program, ...args]
  const child = execFile(process.execPath, command, options, (_, stdout, stderr) =>
    resolve({ code: child.exitCode, stdout, stderr }),
  )
  return { child, ended }
}
