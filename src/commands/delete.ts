import { withAcademy } from '../authoring/academy.ts'
import { editSteps } from '../authoring/edit-steps.ts'
import { type PlannedDelete, planDelete } from '../authoring/plan-delete.ts'
import { type ConfigFlags, readConfig } from '../config.ts'
import { ContentError } from '../errors.ts'
import { openRepository } from '../open-repository.ts'
import { findingLines, formatEdit } from '../output/format-edit.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { checkSteps } from '../source/file-step.ts'
import { gitMissing } from '../source/git.ts'
import type { Repository } from '../source/repository.ts'
import { uncommittedAmong } from '../source/uncommitted.ts'
import { writeWorkTree } from '../source/write-work-tree.ts'

export type DeleteOptions = ConfigFlags & {
  readonly redirect?: string
  readonly force?: boolean
  readonly dryRun?: boolean
  readonly format: 'text' | 'json'
}

/** Deletes a lesson from the work tree. Published rows stay until the next publish, which archives them. */
export const deleteCommand = async (
  lesson: string,
  options: DeleteOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  return await withAcademy(repository, config, async (open) => {
    const planned = await planDelete(open, lesson, options.redirect ?? null)
    if (options.force !== true) await refuseLoss(planned, repository)
    const steps = editSteps(planned.edit, (path) => open.academy.state.tree.has(path))
    await (options.dryRun === true ? checkSteps : writeWorkTree)(config.root, steps)
    const { edit, texts, redirects, findings, unread } = planned
    const report = { moved: [], deleted: [...edit.deleted], texts, redirects }
    terminal.print(
      options.format === 'json'
        ? JSON.stringify({ ...report, findings, unread }, null, 2)
        : formatEdit(report),
    )
    for (const path of unread) {
      terminal.note(`\`${printable(path)}\` cannot be read: links in it stay as they are.`)
    }
    if (findings.length > 0) terminal.note(`These lead nowhere now:\n${findingLines(findings)}`)
    terminal.note(
      options.dryRun === true
        ? 'Nothing was changed.'
        : 'Nothing is staged. What was published of it is archived by the next publish.',
    )
    return exitCodes.fine
  })
}

/** Refuses to delete what others lead to, and what no commit has. */
const refuseLoss = async (
  { edit, findings }: PlannedDelete,
  { place }: Repository,
): Promise<void> => {
  if (findings.length > 0) {
    throw new ContentError('REFUSED', `It would leave findings:\n${findingLines(findings)}`, {
      hint: 'Nothing was changed. Name another lesson with `--redirect`, mend them first, or use `--force`.',
    })
  }
  if (place === null) {
    throw gitMissing('Cannot tell whether all that would be deleted is committed without `git`')
  }
  const lost = await uncommittedAmong(place, [...edit.deleted])
  if (lost.length === 0) return
  const files = lost.map((path) => `- ${path}`).join('\n')
  throw new ContentError('REFUSED', `No commit has what would be deleted:\n${files}`, {
    hint: 'Nothing was changed. Commit it first, or use `--force`.',
  })
}
