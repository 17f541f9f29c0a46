import { type ConfigFlags, readConfig } from '../config.ts'
import { ContentError } from '../errors.ts'
import {
  checkShare,
  collectGarbage,
  findGarbage,
  forgetHistory,
  forgetRows,
  type GarbageFound,
} from '../line/collect-garbage.ts'
import { counted } from '../output/report.ts'
import { type CommandContext, exitCodes } from '../output/terminal.ts'
import { withExisting } from '../with-existing.ts'

export type GcOptions = ConfigFlags & {
  readonly apply?: boolean
  readonly grace: string
  readonly force?: boolean
  readonly format: 'text' | 'json'
}

/**
 * Prints which objects nothing refers to. With `--apply` it marks them, and removes those that were marked in an earlier run,
 * longer ago than the grace period.
 */
export const gc = async (
  options: GcOptions,
  { terminal, variables, now }: CommandContext,
): Promise<number> => {
  const config = readConfig(options, variables)
  const grace = daysOf(options.grace)
  return withExisting(config, async ({ database, bucket }) => {
    const sources = { database, bucket, grace, now }
    const found = await findGarbage(sources)
    if (options.apply !== true) {
      terminal.print(options.format === 'json' ? json(found, 0) : formatFound(found, grace))
      return exitCodes.fine
    }
    await forgetHistory(database, config.environment.retention)
    if (options.force !== true) checkShare(found)
    const removed = await collectGarbage(sources, found.plan, terminal.progress)
    await forgetRows(database, now)
    terminal.print(
      options.format === 'json'
        ? json(found, removed)
        : `${counted(removed, 'object')} of ${found.objects} removed, ${found.plan.mark.length} marked.`,
    )
    return exitCodes.fine
  })
}

const daysOf = (text: string): number => {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= 3650) return days
  throw new ContentError(
    'USAGE',
    `Expected \`--grace\` to be a number of days from 1, got \`${text}\`.`,
  )
}

const json = ({ plan, objects, releases }: GarbageFound, removed: number): string =>
  JSON.stringify({ objects, releases, removed, ...plan }, null, 2)

const formatFound = ({ plan, objects, releases }: GarbageFound, grace: number): string => {
  const { mark, wait, remove } = plan
  const orphans = mark.length + wait.length + remove.length
  return [
    `${counted(objects, 'object')}; ${counted(releases, 'release')} kept; ${orphans} that nothing refers to:`,
    `  ${mark.length} not marked yet`,
    `  ${wait.length} marked, for less than ${counted(grace, 'day')}`,
    `  ${remove.length} to be removed`,
    orphans === 0 ? 'Nothing to do.' : 'Nothing was changed; `gc --apply` marks and removes.',
  ].join('\n')
}
