import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDiskFull } from './disk-full.ts'
import { ContentError } from './errors.ts'

/**
 * Makes the directory in which state is kept. It hides itself from Git, so that no one has to edit a `.gitignore`.
 * @throws ContentError `CONFIG` where this user cannot write there
 */
export const createStateDirectory = (directory: string): void => {
  try {
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, '.gitignore'), '*\n')
  } catch (cause) {
    if (isDiskFull(cause)) throw cause
    throw new ContentError('CONFIG', `Cannot keep state in \`${directory}\`: ${String(cause)}`, {
      cause,
      hint: 'Let this user write there, or name another directory with `--state`.',
    })
  }
}
