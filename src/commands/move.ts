import { withAcademy } from '../authoring/academy.ts'
import { editSteps } from '../authoring/edit-steps.ts'
import { planMove } from '../authoring/plan-move.ts'
import { type ConfigFlags, readConfig } from '../config.ts'
import { ContentError } from '../errors.ts'
import { openRepository } from '../open-repository.ts'
import { findingLines, formatEdit } from '../output/format-edit.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { checkSteps } from '../source/file-step.ts'
import { writeWorkTree } from '../source/write-work-tree.ts'

export type MoveOptions = ConfigFlags & {
  readonly dryRun?: boolean
  readonly format: 'text' | 'json'
}

/** Moves a lesson or a directory of lessons in the work tree, with all links to it and in it. */
export const moveCommand = async (
  from: string,
  to: string,
  options: MoveOptions,
  { terminal, variables }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const repository = await openRepository(config, variables.PATH)
  return await withAcademy(repository, config, async (open) => {
    const planned = await planMove(open, from, to)
    const { edit, texts, redirects, findings, unpaired, unread } = planned
    if (findings.length > 0) {
      throw new ContentError(
        'REFUSED',
        `The move would bring findings:\n${findingLines(findings)}`,
        {
          hint: 'Nothing was changed. Choose another place, or mend them first.',
        },
      )
    }
    const steps = editSteps(edit, (path) => open.academy.state.tree.has(path))
    await (options.dryRun === true ? checkSteps : writeWorkTree)(config.root, steps)
    const moved = [...edit.moved].map(([old, now]) => ({ from: old, to: now }))
    const report = { moved, deleted: [], texts, redirects }
    terminal.print(
      options.format === 'json'
        ? JSON.stringify({ ...report, unpaired, unread }, null, 2)
        : formatEdit(report),
    )
    for (const path of unread) {
      terminal.note(`\`${printable(path)}\` cannot be read: links in it stay as they are.`)
    }
    for (const path of unpaired) {
      terminal.note(
        `\`${printable(path)}\` has no id, and most of its lines change: history will take it for a new lesson. Its old address leads to it all the same.`,
      )
    }
    terminal.note(
      options.dryRun === true
        ? 'Nothing was changed.'
        : 'Nothing is staged; commit the change as it is.',
    )
    return exitCodes.fine
  })
}
