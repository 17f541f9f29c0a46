import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes the directory in which state is kept. It hides itself from Git, so that no one has to edit a `.gitignore`. */
export const createStateDirectory = (directory: string): void => {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, '.gitignore'), '*\n')
}
