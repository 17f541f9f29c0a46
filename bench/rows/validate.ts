import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ProgramRun, runProgram } from '../measure/program.ts'
import type { Setting, Task } from './task.ts'

/**
 * `validate`, which needs no database: cold, of the work tree and of the head commit; and of the work tree again, when
 * its cache knows all of it.
 */
export const validateTasks = ({ corpus, program, directory }: Setting): readonly Task[] => {
  const state = join(directory, 'validate-state')
  const run: ProgramRun = { config: corpus.configs.full, state, databaseUrl: null }
  const validate = (flags: readonly string[]) =>
    runProgram(program, run, ['validate', '--format', 'json', ...flags])
  const task = (row: string, prepare: () => Promise<unknown>, ...flags: string[]): Task => ({
    name: row,
    measure: async () => {
      await prepare()
      const { seconds, peakBytes, stdout } = await validate(flags)
      const findings = (JSON.parse(stdout || '[]') as readonly unknown[]).length
      const count = `${findings.toLocaleString('en')} findings`
      return [{ row, where: 'none needed', seconds, peakBytes, stages: null, count }]
    },
  })
  const forget = () => rm(state, { recursive: true, force: true })
  const since = ['--since', 'HEAD']
  return [
    task('`validate`, work tree', forget),
    task('`validate --commit HEAD`', forget, '--commit', 'HEAD'),
    task('`validate --since HEAD`, cache warm', () => validate(since), ...since),
  ]
}
