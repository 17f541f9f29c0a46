import { relative } from 'node:path'
import { type ConfigFlags, readConfig } from '../config.ts'
import { countDiagnostics } from '../diagnostic.ts'
import { ContentError } from '../errors.ts'
import { checkBase } from '../line/check-base.ts'
import { openCheckCache } from '../line/check-cache.ts'
import { type CheckSources, checkCommit, checkWorkTree } from '../line/check-content.ts'
import { mendWorkTree } from '../line/mend-work-tree.ts'
import { type Findings, sinceBase } from '../line/new-since.ts'
import { openRepository } from '../open-repository.ts'
import { type DiagnosticFormat, formatReport, showsLines } from '../output/format-report.ts'
import { printable } from '../output/printable.ts'
import { screenOf } from '../output/screen.ts'
import { type CommandContext, exitCodes, type Terminal } from '../output/terminal.ts'
import { changedFile } from '../source/file-step.ts'
import type { ResolvedCommit } from '../source/repository.ts'
import { writeWorkTree } from '../source/write-work-tree.ts'
import { repeatOnChange } from './repeat-on-change.ts'

export type ValidateOptions = ConfigFlags & {
  readonly commit?: string
  readonly since?: string
  readonly format: DiagnosticFormat
  readonly strict?: boolean
  readonly fix?: boolean
  readonly watch?: boolean
}

/** Checks the work tree, or a commit, and prints what is wrong; with `watch`, again after each change. */
export const validate = async (
  options: ValidateOptions,
  context: CommandContext,
): Promise<number> => {
  if (options.commit !== undefined && options.fix === true) throw nothingToMend()
  if (options.watch !== true) return validateOnce(options, context)
  if (options.commit !== undefined) throw nothingToWatch()
  const { root, stateDirectory } = readConfig(options, context.variables)
  const state = relative(root, stateDirectory)
  return await repeatOnChange(
    { directory: root, isIgnored: (path) => isBelow(path, '.git') || isBelow(path, state) },
    () => validateAgain(options, context),
  )
}

const isBelow = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(`${directory}/`)

/** What a half-written configuration is said about must not end the watch. */
const validateAgain = async (options: ValidateOptions, context: CommandContext): Promise<void> => {
  const { note } = context.terminal
  try {
    await validateOnce(options, context)
  } catch (error) {
    if (!(error instanceof ContentError)) throw error
    note(`${error.code}: ${error.message}`)
    if (error.hint !== '') note(`    ${error.hint}`)
  }
  note(`Checked at ${new Date().toLocaleTimeString('en-GB')}; waiting for changes.`)
}

const nothingToWatch = (): ContentError =>
  new ContentError('USAGE', 'Cannot watch a commit, which never changes.', {
    hint: 'Leave out `--commit` or `--watch`.',
  })

const nothingToMend = (): ContentError =>
  new ContentError('USAGE', 'Cannot mend a commit, which never changes.', {
    hint: 'Leave out `--commit` or `--fix`.',
  })

/** With `fix`, what has one right answer is mended first; with `since`, what was wrong before is told apart. */
const validateOnce = async (
  options: ValidateOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  const sources = { repository, config, cache: openCheckCache(config) }
  const target = options.commit === undefined ? null : await commitOf(sources, options.commit)
  const base = options.since === undefined ? null : await baseOf(sources, options.since, target)
  if (options.fix === true) await fixWorkTree(sources, base, terminal)
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

/** Mends files of the work tree, with a base only those that are worse than it, and says which. */
const fixWorkTree = async (
  sources: CheckSources,
  base: Findings | null,
  { note }: Terminal,
): Promise<void> => {
  const files = await mendWorkTree(sources, base)
  await writeWorkTree(
    sources.config.root,
    files.map(({ path, text }) => changedFile(path, text)),
  )
  for (const { path, mended } of files) {
    for (const { line, column, rule, message } of mended) {
      note(`${printable(path)}:${line}:${column} mended: ${printable(message)} (${rule})`)
    }
  }
}

const commitOf = ({ repository, config }: CheckSources, commit: string): Promise<ResolvedCommit> =>
  repository.resolve({ branch: config.source.branch, commit })

const baseOf = async (sources: CheckSources, since: string, target: ResolvedCommit | null) =>
  checkBase(sources, await commitOf(sources, since), target ?? (await commitOf(sources, 'HEAD')))
