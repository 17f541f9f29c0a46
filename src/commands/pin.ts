import { decide } from '../database/decisions.ts'
import { findItem } from '../database/find-item.ts'
import { choosePins } from '../line/choose-pins.ts'
import { releaseAgain } from '../line/release-again.ts'
import { printable } from '../output/printable.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { reach } from '../point.ts'
import { checkIsCurrent } from './check-is-current.ts'
import { type DecisionOptions, formatAgain, withLive } from './decide-live.ts'

/** Has an item show a version, or the one that is live, whatever comes after, until `unpin`. */
export const pin = async (
  name: string,
  version: string | undefined,
  options: DecisionOptions,
  context: CommandContext,
): Promise<number> => {
  const { terminal } = context
  return await withLive(options, context, async (input, decider) => {
    const { connections, config } = input
    const { database } = connections
    const item = await findItem(database, name)
    const pins = await choosePins(database, item, version ?? null, config.source.language)
    const texts = pins.map(({ language, label }) => `${language} ${label}`)
    const report = (release: number | null): string =>
      JSON.stringify({ item: item.id, slug: item.slug, pins, release }, null, 2)
    const what = `${printable(item.slug)}: ${texts.join(', ')}`
    if (options.dryRun === true) {
      terminal.print(options.format === 'json' ? report(null) : `Would pin ${what}.`)
      return exitCodes.fine
    }
    await checkIsCurrent(input.repository, database)
    // Languages that an earlier pin named and this one does not are free again.
    const rulings = pins.map(
      ({ language, version }) => ({ kind: 'pin', item: item.id, language, version }) as const,
    )
    await decide(database, [{ kind: 'unpin', item: item.id }, ...rulings], await decider())
    reach('decided')
    const applied = await releaseAgain(input)
    terminal.print(
      options.format === 'json'
        ? report(applied?.release ?? null)
        : `Pinned ${what}. ${formatAgain(applied)}`,
    )
    return exitCodes.fine
  })
}
