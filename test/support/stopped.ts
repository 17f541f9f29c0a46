import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, vi } from 'vitest'

/**
 * Waits until a process that has signalled itself is stopped or gone. What it wrote down before it did so may be seen earlier: a
 * SIGCONT sent then would come before the SIGSTOP, and it would sleep for ever.
 */
export const whenStopped = async (pid: number): Promise<void> => {
  // `42 (node) T …` (proc_pid_stat(5)); nothing where it is gone.
  const state = async (): Promise<string | undefined> =>
    /.*\) (\S)/.exec(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))?.[1]
  await vi.waitFor(async () => expect(await state()).toBeOneOf(['T', 'Z', 'X', undefined]), {
    timeout: 60_000,
    interval: 5,
  })
}

/** Waits until some process is stopped or gone by the file `trap` of a directory; gives its number. */
export const whenTrapped = async (directory: string): Promise<number> => {
  const caught = async (): Promise<string> =>
    (await readdir(directory)).find((name) => name.startsWith('trap.')) ?? expect.fail('Not yet.')
  const name = await vi.waitFor(caught, { timeout: 120_000, interval: 50 })
  await rm(join(directory, name))
  const pid = Number(name.slice(5))
  await whenStopped(pid)
  return pid
}
