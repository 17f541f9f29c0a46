import { decide } from '../database/decisions.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { reach } from '../point.ts'
import { type DecisionOptions, withLive } from './decide-live.ts'

/** Says that the branch's commit is meant, although `publish` asked: a forced push, or much of what is live about to go. */
export const confirm = async (
  name: string | undefined,
  options: DecisionOptions,
  context: CommandContext,
): Promise<number> => {
  const { terminal } = context
  return await withLive(options, context, async ({ repository, config, connections }, decider) => {
    const { branch } = config.source
    const { commit } = await repository.resolve({ branch, commit: name ?? null })
    if (options.dryRun !== true) {
      await decide(connections.database, [{ kind: 'confirm', commit }], await decider())
      reach('decided')
    }
    terminal.print(
      options.format === 'json'
        ? JSON.stringify({ commit }, null, 2)
        : `${options.dryRun === true ? 'Would confirm' : 'Confirmed'} ${commit}; \`publish\` makes it live.`,
    )
    return exitCodes.fine
  })
}
