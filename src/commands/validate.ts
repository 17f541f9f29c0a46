import { type ConfigFlags, readConfig } from '../config.ts'
import { countDiagnostics } from '../diagnostic.ts'
import { checkBase } from '../line/check-base.ts'
import { openCheckCache } from '../line/check-cache.ts'
import { type CheckSources, checkCommit, checkWorkTree } from '../line/check-content.ts'
import { sinceBase } from '../line/new-since.ts'
import { openRepository } from '../open-repository.ts'
import { type DiagnosticFormat, formatReport, showsLines } from '../output/format-report.ts'
import { screenOf } from '../output/screen.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import type { ResolvedCommit } from '../source/repository.ts'

export type ValidateOptions = ConfigFlags & {
  readonly commit?: string
  readonly since?: string
  readonly format: DiagnosticFormat
  readonly strict?: boolean
}

/** Checks the work tree, or a commit, and prints what is wrong; with `since`, apart from what was wrong before. */
export const validate = async (
  options: ValidateOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  const sources = { repository, config, cache: openCheckCache(config) }
  const target = options.commit === undefined ? null : await commitOf(sources, options.commit)
  const base = options.since === undefined ? null : await baseOf(sources, options.since, target)
  const checked = await (target === null ? checkWorkTree(sources) : checkCommit(sources, target))
  const { fresh, older } =
    base === null ? { fresh: checked.diagnostics, older: null } : sinceBase(checked, base)
  const lineOf = showsLines(options.format) ? await checked.readLines() : () => null
  const screen = screenOf(terminal.columns, variables.NO_COLOR)
  const text = formatReport({ diagnostics: fresh, older, lineOf, screen }, options.format)
  if (text !== '') terminal.print(text)
  const { error, warning } = countDiagnostics(fresh)
  return error > 0 || (options.strict === true && warning > 0) ? exitCodes.content : exitCodes.fine
}

const commitOf = ({ repository, config }: CheckSources, commit: string): Promise<ResolvedCommit> =>
  repository.resolve({ branch: config.source.branch, commit })

const baseOf = async (sources: CheckSources, since: string, target: ResolvedCommit | null) =>
  checkBase(sources, await commitOf(sources, since), target ?? (await commitOf(sources, 'HEAD')))
