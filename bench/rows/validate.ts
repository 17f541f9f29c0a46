import { join } from 'node:path'
import { type ProgramRun, runProgram } from '../measure/program.ts'
import type { Setting, Task } from './task.ts'

/** Cold `validate`, which needs no state and no database: of the work tree, and of the head commit. */
export const validateTasks = ({ corpus, program, directory }: Setting): readonly Task[] => {
  const run: ProgramRun = {
    config: corpus.configs.full,
    state: join(directory, 'no-state'),
    databaseUrl: null,
  }
  const task = (row: string, ...flags: readonly string[]): Task => ({
    name: row,
    measure: async () => {
      const args = ['validate', '--format', 'json', ...flags]
      const { seconds, peakBytes, stdout } = await runProgram(program, run, args)
      const findings = (JSON.parse(stdout || '[]') as readonly unknown[]).length
      const count = `${findings.toLocaleString('en')} findings`
      return [{ row, where: 'none needed', seconds, peakBytes, stages: null, count }]
    },
  })
  return [task('`validate`, work tree'), task('`validate --commit HEAD`', '--commit', 'HEAD')]
}
