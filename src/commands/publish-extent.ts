import type { Connections } from '../connect.ts'
import { decide, loadDecisions } from '../database/decisions.ts'
import { standing } from '../decision.ts'
import { ContentError } from '../errors.ts'
import { instantOf } from '../lesson/instant.ts'
import { copyDecisions } from '../line/adopt-decisions.ts'
import type { Extent } from '../line/apply.ts'
import type { OpenTarget } from '../open-target.ts'
import type { CommandContext } from '../output/terminal.ts'
import { reach } from '../point.ts'
import { deciderOf } from './decider.ts'

/** Until when what is staged waits: ISO 8601, UTC; null until `publish` is run without `--hold`. */
export type Hold = { readonly until: string | null }

/** A publish that is under way. */
export type ExtentInput = Pick<OpenTarget, 'repository' | 'target'> & {
  readonly connections: Connections
  readonly context: CommandContext
  readonly hold: Hold | null
}

/** How far to go: a hold is decided first, and what it stages is live when somebody publishes, or from its date on. */
export const extentOf = async ({
  connections,
  repository,
  target,
  hold,
  context,
}: ExtentInput): Promise<Extent> => {
  const { database } = connections
  if (standing(await loadDecisions(database)).environment !== null) return 'recorded'
  if (hold === null) return 'live'
  const { until } = hold
  const decider = await deciderOf({}, repository, context)
  await decide(database, [{ kind: 'hold', commit: target.commit, until }], decider)
  reach('decided')
  await copyDecisions(connections)
  context.terminal.note(
    `Held: nothing of ${target.commit.slice(0, 12)} is live before ${until === null ? '`publish` is run without `--hold`' : until}.`,
  )
  return 'staged'
}

/**
 * What `--hold` asks for, by itself or with a moment.
 * @throws ContentError `USAGE`
 */
export const holdOf = (given: true | string | undefined): Hold | null => {
  if (given === undefined) return null
  return { until: given === true ? null : untilOf(given) }
}

const untilOf = (text: string): string => {
  const instant = instantOf(text)
  if (instant !== null) return instant
  throw new ContentError('USAGE', `Expected \`--hold\` with a date and a time, got \`${text}\`.`, {
    hint: 'For example `--hold 2026-12-01T06:00:00Z`; without a date it waits for `publish`.',
  })
}
