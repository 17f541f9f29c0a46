import { resolve } from 'node:path'
import type { ConfigFlags } from '../config.ts'
import { ContentError } from '../errors.ts'
import { formatSetupSteps } from '../output/format-next-steps.ts'
import { formatSetup, type Setup } from '../output/format-setup.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import type { Proposal } from '../setup/propose-files.ts'
import { isThere, madeFile } from '../source/file-step.ts'
import { gitEnvironment } from '../source/git.ts'
import { openNativeRepository } from '../source/native-repository.ts'
import { writeWorkTree } from '../source/write-work-tree.ts'
import { readProposal } from './read-proposal.ts'

export type InitOptions = ConfigFlags & {
  readonly write?: boolean
  readonly academy?: boolean
  readonly lfs?: boolean
  readonly format: 'text' | 'json'
}

/** Guesses how the lessons of a repository lie, shows the files that it lacks, and with `--write` writes them. */
export const init = async (
  options: InitOptions,
  { terminal, variables, now }: CommandContext,
): Promise<number> => {
  if (options.config !== undefined) {
    throw new ContentError(
      'USAGE',
      'Expected no `--config`: `init` writes `hma-content.yaml` at the top.',
    )
  }
  const root = resolve(options.cwd ?? '.')
  const repository = await openNativeRepository(root, gitEnvironment(variables.PATH))
  const proposal = await readProposal({
    root,
    repository,
    isAcademy: options.academy === true,
    usesLfs: options.lfs === true,
    now,
  })
  if (proposal.collections.length === 0) throw nothingToTake(root)
  const setup = await withStates(root, proposal, options.write === true)
  const written = setup.files.filter(({ state }) => state === 'written')
  await writeWorkTree(
    root,
    written.map(({ path, text }) => madeFile(path, text)),
  )
  terminal.print(formatSetup(setup, options.format))
  if (written.length > 0) {
    const items = proposal.collections[0]?.items ?? []
    // Generators of sites leave out what begins with `_`, as templates do.
    const example = items.find((path) => !/(?:^|\/)_/.test(path)) ?? items[0] ?? ''
    terminal.note(formatSetupSteps({ flags: options, npmCommand: variables.npm_command, example }))
  }
  return exitCodes.fine
}

const nothingToTake = (root: string): ContentError =>
  new ContentError('REFUSED', `No Markdown file in \`${root}\` could be a lesson.`, {
    hint: 'Read-me files, hidden directories, and what Git ignores do not count. Write a first lesson, as `lessons/first.md`, and run it again, or begin an academy with `--academy`.',
  })

const withStates = async (root: string, proposal: Proposal, writes: boolean): Promise<Setup> => {
  const files: Setup['files'][number][] = []
  for (const file of proposal.files) {
    const isKept = await isThere(root, file.path)
    files.push({ ...file, state: isKept ? 'kept' : writes ? 'written' : 'new' })
  }
  return { ...proposal, files }
}
