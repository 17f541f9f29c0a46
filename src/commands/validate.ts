import { type ConfigFlags, readConfig } from '../config.ts'
import { countDiagnostics } from '../diagnostic.ts'
import { checkCommit, checkWorkTree } from '../line/check-content.ts'
import { openRepository } from '../open-repository.ts'
import { type DiagnosticFormat, formatReport, showsLines } from '../output/format-report.ts'
import { screenOf } from '../output/screen.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'

export type ValidateOptions = ConfigFlags & {
  readonly commit?: string
  readonly format: DiagnosticFormat
  readonly strict?: boolean
}

/** Checks the work tree, or a commit, and prints what is wrong. */
export const validate = async (
  options: ValidateOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  const { diagnostics, readLines } =
    options.commit === undefined
      ? await checkWorkTree(repository, config)
      : await checkCommit(
          repository,
          config,
          await repository.resolve({ branch: config.source.branch, commit: options.commit }),
        )
  const lineOf = showsLines(options.format) ? await readLines() : () => null
  const screen = screenOf(terminal.columns, variables.NO_COLOR)
  const text = formatReport({ diagnostics, lineOf, screen }, options.format)
  if (text !== '') terminal.print(text)
  const { error, warning } = countDiagnostics(diagnostics)
  return error > 0 || (options.strict === true && warning > 0) ? exitCodes.content : exitCodes.fine
}
