import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'

/**
 * Waits until a process that has signalled itself is stopped or gone. What it wrote down before it did so may be seen earlier: a
 * SIGCONT sent then would come before the SIGSTOP, and it would sleep for ever.
 */
export const whenStopped = async (pid: number): Promise<void> => {
  // `42 (node) T …` (proc_pid_stat(5)); nothing where it is gone.
  const state = async (): Promise<string | undefined> =>
    /.*\) (\S)/.exec(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))?.[1]
  await expect.poll(state, { timeout: 60_000, interval: 5 }).toBeOneOf(['T', 'Z', 'X', undefined])
}
