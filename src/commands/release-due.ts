import { loadDecisions } from '../database/decisions.ts'
import { readLastRelease } from '../database/last-release.ts'
import { loadReleases } from '../database/releases.ts'
import { standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { isDueNow, nextDue } from '../line/due.ts'
import { releaseAgain } from '../line/release-again.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import {
  costOfAgain,
  type DecisionOptions,
  formatAgain,
  formatAgainPlan,
  withLive,
} from './decide-live.ts'

/** Makes live what dates of lessons and holds have made due, from what is recorded; a timer calls it. */
export const releaseDue = async (
  options: DecisionOptions,
  context: CommandContext,
): Promise<number> => {
  const { terminal, now } = context
  return await withLive(options, context, async (input) => {
    const { database } = input.connections
    const last = await readLastRelease(database)
    if (last === null) {
      throw new ContentError('REFUSED', 'Nothing has been released here yet.', {
        hint: 'Run `hma-content publish` first.',
      })
    }
    const decisions = standing(await loadDecisions(database))
    const from = { last, standing: decisions, releases: await loadReleases(database) }
    const print = (release: number | null, text: string): number => {
      const next = nextDue(from, now)
      terminal.print(options.format === 'json' ? JSON.stringify({ release, next }, null, 2) : text)
      return exitCodes.fine
    }
    if (!isDueNow(from, now))
      return print(null, `Nothing is due; next: ${nextDue(from, now) ?? 'never'}.`)
    if (options.dryRun === true) return print(null, formatAgainPlan(await costOfAgain(input)))
    const applied = await releaseAgain(input)
    return print(applied?.release ?? null, formatAgain(applied))
  })
}
