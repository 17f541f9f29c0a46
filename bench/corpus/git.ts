import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What a git command prints, without white space at its end. */
export const git = async (directory: string, ...args: readonly string[]): Promise<string> => {
  const options = { maxBuffer: 1 << 30 }
  const { stdout } = await promisify(execFile)('git', ['-C', directory, ...args], options)
  return stdout.trimEnd()
}
