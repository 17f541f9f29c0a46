import { execFileSync } from 'node:child_process'

/** Whether a program is installed; where not, a line says that what needs it is not tested. */
export const hasProgram = (name: string): boolean => {
  try {
    execFileSync('/bin/sh', ['-c', `command -v ${name}`])
    return true
  } catch {
    process.stdout.write(`There is no ${name}: what needs it is not tested.\n`)
    return false
  }
}
