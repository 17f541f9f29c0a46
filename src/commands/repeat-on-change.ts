import { watch } from 'node:fs/promises'

/** Which changes of a directory count: those of paths, relative to it, that are not ignored. */
export type Watched = {
  readonly directory: string
  readonly isIgnored: (path: string) => boolean
}

// Editors write a file in several steps, and Git many files.
const quietMilliseconds = 100

/** Runs `work` now, and whenever something below a directory was written and all is quiet again; never ends by itself. */
export const repeatOnChange = async (
  { directory, isIgnored }: Watched,
  work: () => Promise<void>,
): Promise<never> => {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const { promise: failed, reject } = Promise.withResolvers<never>()
  const run = (): void => {
    running = running.then(work)
    running.catch(reject)
  }
  const follow = async (): Promise<void> => {
    for await (const { filename } of watch(directory, { recursive: true })) {
      if (filename !== null && isIgnored(filename)) continue
      clearTimeout(timer)
      timer = setTimeout(run, quietMilliseconds)
    }
  }
  follow().catch(reject)
  run()
  return await failed
}
