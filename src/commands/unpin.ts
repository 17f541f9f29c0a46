import type { Database } from '../database/database.ts'
import { decide, loadDecisions } from '../database/decisions.ts'
import { findItem } from '../database/find-item.ts'
import { standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { entryKey, type Item } from '../item.ts'
import { releaseAgain } from '../line/release-again.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { reach } from '../point.ts'
import { checkIsCurrent } from './check-is-current.ts'
import { type DecisionOptions, formatAgain, withLive } from './decide-live.ts'

/** Lets an item, or without one the environment, follow the branch again, and makes what that means live. */
export const unpin = async (
  name: string | undefined,
  options: DecisionOptions,
  context: CommandContext,
): Promise<number> => {
  const { terminal } = context
  return await withLive(options, context, async (input, decider) => {
    const { database } = input.connections
    const item = name === undefined ? null : await findItem(database, name)
    await checkPinned(database, item)
    if (options.dryRun === true) {
      terminal.print(
        options.format === 'json'
          ? JSON.stringify({ item: item?.id ?? null, release: null }, null, 2)
          : `Would let ${item?.slug ?? 'the environment'} follow the branch again.`,
      )
      return exitCodes.fine
    }
    await checkIsCurrent(input.repository, database)
    await decide(database, [{ kind: 'unpin', item: item?.id ?? null }], await decider())
    reach('decided')
    const applied = await releaseAgain(input)
    terminal.print(
      options.format === 'json'
        ? JSON.stringify({ item: item?.id ?? null, release: applied?.release ?? null }, null, 2)
        : formatAgain(applied),
    )
    return exitCodes.fine
  })
}

const checkPinned = async (database: Database, item: Item | null): Promise<void> => {
  const { pins, environment } = standing(await loadDecisions(database))
  const isPinned =
    item === null
      ? environment !== null
      : [...pins.keys()].some((key) => key.startsWith(entryKey(item.id, '')))
  if (isPinned) return
  const what = item === null ? 'The environment' : `The item \`${item.slug}\``
  throw new ContentError('REFUSED', `${what} is not pinned.`, { hint: '`status` shows what is.' })
}
